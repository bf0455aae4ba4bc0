using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Antpath.House.Tests.Rules;

public sealed partial class NameTests
{
    /// <summary>Say nothing wherever they stand.</summary>
    private static readonly string[] EmptyWords = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utility", "Utilities", "Common"];

    /// <summary>Say nothing at the end; before a noun they may be the field's word (data key, base address).</summary>
    private static readonly string[] EmptyEndings = ["Base", "Data", "Info"];

    [Fact]
    public void Types_have_names_that_say_something() => House.Obeys("No Manager, Helper, Util, Common; no …Base, …Data, …Info", Repository.CSharp.SelectMany(EmptyTypeNames));

    [Fact]
    public void Folders_have_names_that_say_something() =>
        House.Obeys("A folder is a room with a subject", Repository.Files.Where(file => file.IsCSharp || file.Extension == ".razor").SelectMany(EmptyFolderNames));

    [Fact]
    public void Test_names_are_sentences() => House.Obeys("A test's name is a sentence with underscores", Repository.CSharp.Where(file => file.IsBelow("tests")).SelectMany(WordlessTests));

    [Theory]
    [InlineData("RunManager", 1)]
    [InlineData("StringUtils", 1)]
    [InlineData("CommonLimits", 1)]
    [InlineData("EndpointBase", 1)]
    [InlineData("RunInfo", 1)]
    [InlineData("Database", 0)]
    [InlineData("DataKey", 0)]
    [InlineData("Utilization", 0)]
    public void An_empty_name_is_found(string name, int violations) => Assert.Equal(violations, EmptyTypeNames(House.Sample($"sealed class {name};")).Count());

    [Theory]
    [InlineData("src/Antpath.Engine/Helpers/Runs.cs", 1)]
    [InlineData("src/Antpath.Engine/Database/Runs.cs", 0)]
    public void An_empty_folder_name_is_found(string path, int violations) => Assert.Equal(violations, EmptyFolderNames(House.Sample("", path)).Count());

    [Theory]
    [InlineData("[Fact] public void TestSubmit() { }", 1)]
    [InlineData("[Xunit.Theory] public void submit_works() { }", 1)]
    [InlineData("[Fact] public void A_second_submission_is_refused() { }", 0)]
    [InlineData("public void Helper() { }", 0)]
    public void A_test_without_a_sentence_is_found(string method, int violations) => Assert.Equal(violations, WordlessTests(House.Sample($"class C {{ {method} }}")).Count());

    private static IEnumerable<Violation> EmptyTypeNames(RepositoryFile file)
    {
        foreach (var type in file.Syntax.DescendantNodes().OfType<BaseTypeDeclarationSyntax>())
        {
            var words = Words().Matches(type.Identifier.Text).Select(match => match.Value).ToList();
            var empty = words.FirstOrDefault(EmptyWords.Contains) ?? (words.Count > 1 && EmptyEndings.Contains(words[^1]) ? words[^1] : null);
            if (empty is not null)
            {
                yield return file.Violates(type.Identifier.GetLocation(), $"'{empty}' in {type.Identifier.Text} says nothing. Name what it is in the field's words.");
            }
        }
    }

    private static IEnumerable<Violation> EmptyFolderNames(RepositoryFile file) =>
        file.Path.Split('/')[..^1]
            .Where(folder => EmptyWords.Contains(folder) || EmptyEndings.Contains(folder))
            .Select(folder => file.Violates(1, $"the folder '{folder}' is a drawer. Put the file into the room of its subject."));

    private static IEnumerable<Violation> WordlessTests(RepositoryFile file) =>
        file.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Where(method => method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString().Split('.')[^1] is "Fact" or "Theory"))
            .Where(method => !Sentence().IsMatch(method.Identifier.Text))
            .Select(method => file.Violates(method.Identifier.GetLocation(), $"{method.Identifier.Text} is no sentence. Say what holds: A_lost_lease_never_writes."));

    [GeneratedRegex("[A-Z][a-z0-9]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();

    [GeneratedRegex("^[A-Z0-9][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sentence();
}
