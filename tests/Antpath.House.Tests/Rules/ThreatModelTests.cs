using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Antpath.House.Tests.Rules;

/// <summary>The threat model names a test for each threat, and the test exists.</summary>
public sealed partial class ThreatModelTests
{
    private const string Page = "docs/threat-model.md";

    [Fact]
    public void Each_threat_names_a_test_that_exists()
    {
        var page = Repository.Files.Single(file => file.Path == Page);
        var tests = Tests(Repository.CSharp.Where(file => file.IsBelow("tests")));

        Assert.True(Threats(page).Count() > 10, "the table of threats was not found");
        House.Obeys("A threat has a test", Unproven(page, tests));
    }

    [Theory]
    [InlineData("| Threat | Against | Test |\n|---|---|---|\n| Leak | care | `ATests.It_is_so` |\n", 0)]
    [InlineData("| Threat | Against | Test |\n|---|---|---|\n| Leak | care | `ATests.It_is_gone` |\n", 1)]
    [InlineData("| Threat | Against | Test |\n|---|---|---|\n| Leak | care | later |\n", 1)]
    [InlineData("| Threat | Against | Test |\n|---|---|---|\n| Leak | care | `ATests.It_is_so`, `BTests.It_is_so` |\n", 1)]
    public void A_threat_without_its_test_is_found(string text, int violations)
    {
        var tests = Tests([House.Sample("class ATests { [Fact] public void It_is_so() { } public void It_is_gone() { } }", "tests/ATests.cs")]);

        Assert.Equal(violations, Unproven(House.Sample(text, Page), tests).Count());
    }

    private static IEnumerable<Violation> Unproven(RepositoryFile page, HashSet<string> tests)
    {
        foreach (var (line, cells) in Threats(page))
        {
            var named = TestName().Matches(cells[^1]).Select(match => match.Groups["name"].Value).ToList();
            if (named.Count == 0)
                yield return page.Violates(line, "a threat without a test. Name the test that fails when nothing stands against it any more.");
            foreach (var missing in named.Where(name => !tests.Contains(name)))
                yield return page.Violates(line, $"there is no test '{missing}'. It was renamed or removed: name the one that covers the threat now.");
        }
    }

    /// <summary>Rows of the table, each with its line from 1.</summary>
    private static IEnumerable<(int Line, string[] Cells)> Threats(RepositoryFile page) => page.Lines.Index()
        .Where(l => l.Item.StartsWith("| ", StringComparison.Ordinal) && !l.Item.StartsWith("| Threat ", StringComparison.Ordinal))
        .Select(l => (l.Index + 1, l.Item.Trim('|', ' ').Split(" | ")));

    private static HashSet<string> Tests(IEnumerable<RepositoryFile> files) =>
    [
        .. from file in files
           from type in file.Syntax.DescendantNodes().OfType<ClassDeclarationSyntax>()
           from method in type.Members.OfType<MethodDeclarationSyntax>()
           where method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Fact" or "Theory")
           select $"{type.Identifier.Text}.{method.Identifier.Text}",
    ];

    [GeneratedRegex("`(?<name>[A-Za-z]+\\.[A-Za-z0-9_]+)`", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 2000)]
    private static partial Regex TestName();
}
