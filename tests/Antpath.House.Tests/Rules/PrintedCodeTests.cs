using System.Text.RegularExpressions;

namespace Antpath.House.Tests.Rules;

/// <summary>
/// Code printed in a document says in the line above it what keeps it true: <c>sample</c> is a whole file that is compiled, <c>excerpt</c> stands in one
/// so, and <c>run by</c> names the test that executes the block.
/// </summary>
public sealed partial class PrintedCodeTests
{
    private static readonly string[] Code = ["bash", "sh", "csharp", "json", "sql"];

    [Fact]
    public void Code_in_documents_is_compiled_or_executed()
    {
        var texts = Repository.Files.ToDictionary(file => file.Path, file => file.Text, StringComparer.Ordinal);

        House.Obeys("Printed code is compiled or executed", Repository.Files.Where(file => file.Extension == ".md").SelectMany(file => Unproven(file, texts)));
    }

    [Theory]
    [InlineData("<!-- sample: samples/A.cs -->\n```csharp\nline;\nnext;\n```\n", 0)]
    [InlineData("<!-- sample: samples/A.cs -->\n```csharp\nline;\n```\n", 1)]
    [InlineData("<!-- sample: samples/B.cs -->\n```csharp\nline;\n```\n", 1)]
    [InlineData("<!-- excerpt: samples/A.cs -->\n```csharp\nnext;\n```\n", 0)]
    [InlineData("1. Item\n\n   <!-- excerpt: samples/A.cs -->\n   ```csharp\n   line;\n   next;\n   ```\n", 0)]
    [InlineData("<!-- excerpt: samples/A.cs -->\n```csharp\nother;\n```\n", 1)]
    [InlineData("<!-- run by: tests/PageTests.cs -->\n```bash\nls\n```\n", 0)]
    [InlineData("<!-- run by: tests/OtherTests.cs -->\n```bash\nls\n```\n", 1)]
    [InlineData("<!-- run by: tests/NoTests.cs -->\n```bash\nls\n```\n", 1)]
    [InlineData("```bash\nls\n```\n", 1)]
    [InlineData("<!-- template -->\n```json\n{}\n```\n", 1)]
    [InlineData("```\nwhat it prints\n```\n\n```mermaid\ngraph\n```\n", 0)]
    public void Unproven_code_is_found(string text, int violations) =>
        Assert.Equal(violations, Unproven(House.Sample(text, "docs/page.md"), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["samples/A.cs"] = "    line;\n    next;\n",
            ["tests/PageTests.cs"] = "Read(\"docs/page.md\")",
            ["tests/OtherTests.cs"] = "Read(\"docs/other.md\")",
        }).Count());

    private static IEnumerable<Violation> Unproven(RepositoryFile file, Dictionary<string, string> texts)
    {
        foreach (Match match in Block().Matches(file.Text).Where(match => Code.Contains(match.Groups["language"].Value)))
        {
            var line = file.Text.AsSpan(0, match.Groups["fence"].Index).Count('\n') + 1;
            var (proof, path) = (match.Groups["proof"].Value, match.Groups["path"].Value);
            if (proof.Length == 0)
                yield return file.Violates(line, "nothing keeps this code true. Put <!-- sample: FILE -->, <!-- excerpt: FILE --> or <!-- run by: TEST --> above it.");
            else if (!texts.TryGetValue(path, out var text))
                yield return file.Violates(line, $"'{path}' does not exist. Write it, or name another.");
            else if (!Holds(proof, text, match.Groups["code"].Value, file.Path))
                yield return file.Violates(line, $"'{path}' does not say so any more ({proof}). Make both the same.");
        }
    }

    private static bool Holds(string proof, string text, string code, string document) => proof switch
    {
        "sample" => Flat(text) == Flat(code),
        "excerpt" => $"\n{Flat(text)}\n".Contains($"\n{Flat(code)}\n", StringComparison.Ordinal),
        _ => text.Contains($"\"{document}\"", StringComparison.Ordinal),
    };

    /// <summary>Indentation belongs to the place, not to the code.</summary>
    private static string Flat(string text) => string.Join('\n', text.Trim().Split('\n').Select(line => line.Trim()));

    [GeneratedRegex(
        @"^(?: *<!-- (?<proof>sample|excerpt|run by): (?<path>\S+) -->\n)?(?<fence>(?<indent> *)```)(?<language>[a-z]*)\n(?<code>.*?)^\k<indent>```$",
        RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.Singleline,
        matchTimeoutMilliseconds: 2000)]
    private static partial Regex Block();
}
