using System.Text;
using System.Text.RegularExpressions;
using Antpath.EndToEnd.Tests.Support;
using Antpath.Templates;
using Snippets;

namespace Antpath.EndToEnd.Tests.Documents;

/// <summary>The template reference shows one template twice; it must be the same one, and a valid one.</summary>
public sealed partial class TemplateReferenceTests
{
    [Fact]
    public void The_json_and_the_csharp_template_of_the_reference_have_the_same_hash()
    {
        var json = Template.Parse(Shown().Match(Checkout.Read("docs/templates.md")).Groups["json"].Value);

        var code = ReleaseNotesTemplate.Make(Encoding.UTF8.GetBytes("id,change\n1,Faster start\n"));

        Assert.Equal(json.Hash, code.Hash);
    }

    [GeneratedRegex(@"<!-- template -->\n```json\n(?<json>.*?)```", RegexOptions.CultureInvariant | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Shown();
}
