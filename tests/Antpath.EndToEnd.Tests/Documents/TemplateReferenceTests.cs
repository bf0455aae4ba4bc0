using System.Text;
using Antpath.EndToEnd.Tests.Support;
using Antpath.Submission;
using Antpath.Templates;
using Snippets;

namespace Antpath.EndToEnd.Tests.Documents;

/// <summary>The template reference shows one template twice; it must be the same one, and a valid one. Its secrets must be readable as printed.</summary>
public sealed class TemplateReferenceTests
{
    private const string Page = "docs/templates.md";

    [Fact]
    public void The_json_and_the_csharp_template_of_the_reference_have_the_same_hash()
    {
        var json = Template.Parse(PrintedCode.Of(Page, "json")[0]);

        var code = ReleaseNotesTemplate.Make(Encoding.UTF8.GetBytes("id,change\n1,Faster start\n"));

        Assert.Equal(json.Hash, code.Hash);
    }

    [Fact]
    public void The_secrets_of_the_reference_are_read_as_printed()
    {
        var read = RunSecrets.TryParse(Encoding.UTF8.GetBytes(PrintedCode.Of(Page, "json")[1]), new SubmissionLimits());

        var secrets = Assert.IsType<SecretsParseResult.Valid>(read).Secrets;
        Assert.Equal("tracker", Assert.Single(secrets.McpServers).Name);
        Assert.Equal("house-style", Assert.Single(secrets.Skills).Name);
    }
}
