using System.Text.RegularExpressions;

namespace Antpath.House.Tests.Rules;

public sealed partial class DocumentTests
{
    [Fact]
    public void Links_lead_to_files_that_exist()
    {
        var paths = Repository.Files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);

        House.Obeys("A link leads somewhere", Repository.Files.Where(file => file.Extension == ".md").SelectMany(file => DeadLinks(file, paths)));
    }

    [Theory]
    [InlineData("[a](other.md)", 0)]
    [InlineData("[a](../src)", 0)]
    [InlineData("[a](other.md#part)", 0)]
    [InlineData("[a](#part) [b](https://example.com/x) [c](mailto:a@example.com)", 0)]
    [InlineData("[a](missing.md)", 1)]
    [InlineData("[`a`](other.md) ![b](missing.png)", 1)]
    public void A_dead_link_is_found(string text, int violations) =>
        Assert.Equal(violations, DeadLinks(House.Sample(text, "docs/page.md"), new HashSet<string>(StringComparer.Ordinal) { "docs/page.md", "docs/other.md", "src/A.cs" }).Count());

    private static IEnumerable<Violation> DeadLinks(RepositoryFile file, HashSet<string> paths)
    {
        var folder = file.Path.Contains('/', StringComparison.Ordinal) ? file.Path[..file.Path.LastIndexOf('/')] : "";
        foreach (var (index, line) in file.Lines.Index())
        {
            foreach (var target in Link().Matches(line).Select(match => match.Groups["target"].Value.Split('#')[0]).Where(t => t.Length > 0 && !t.Contains(':', StringComparison.Ordinal)))
            {
                var path = Path.GetRelativePath("/", Path.Combine("/", folder, target)).Replace('\\', '/').TrimEnd('/');
                if (!paths.Contains(path) && !paths.Any(p => p.StartsWith(path + "/", StringComparison.Ordinal)))
                {
                    yield return file.Violates(index + 1, $"the link to '{target}' leads nowhere. Write the page or correct the link.");
                }
            }
        }
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Link();
}
