using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Antpath.House.Tests.Rules;

public sealed class LengthTests
{
    private const int FileLinesMax = 300;
    private const int MethodLinesMax = 70;

    private static readonly string[] Written = [".cs", ".razor", ".css", ".js", ".mjs", ".sh"];

    [Fact]
    public void Files_fit_in_300_lines() =>
        House.Obeys("A file has one subject", Repository.Files.SelectMany(TooLongFile));

    [Fact]
    public void Methods_fit_in_70_lines() =>
        House.Obeys("A method fits on a screen", Repository.CSharp.SelectMany(TooLongMethods));

    [Theory]
    [InlineData(300, 0)]
    [InlineData(301, 1)]
    public void A_long_file_is_found(int lines, int violations) =>
        Assert.Equal(violations, TooLongFile(House.Sample(string.Concat(Enumerable.Repeat("// line\n", lines)))).Count());

    [Theory]
    [InlineData(66, 0)]
    [InlineData(67, 1)] // signature and braces count too
    public void A_long_method_is_found(int statements, int violations)
    {
        var body = string.Concat(Enumerable.Repeat("        x++;\n", statements));

        Assert.Equal(violations, TooLongMethods(House.Sample($"class C\n{{\n    /// <summary>Long\n    /// words.</summary>\n    [A]\n    void M(\n        int x)\n    {{\n{body}    }}\n}}\n")).Count());
    }

    [Fact]
    public void Long_top_level_statements_are_found() =>
        Assert.Single(TooLongMethods(House.Sample(string.Concat(Enumerable.Repeat("M();\n", 71)) + "static void M()\n{\n}\n")));

    private static IEnumerable<Violation> TooLongFile(RepositoryFile file)
    {
        if (Written.Contains(file.Extension) && file.Lines.Count > FileLinesMax)
        {
            yield return file.Violates(FileLinesMax + 1, $"has {file.Lines.Count} lines, more than {FileLinesMax}. Find the second subject in it and give that its own file.");
        }
    }

    private static IEnumerable<Violation> TooLongMethods(RepositoryFile file)
    {
        foreach (var node in file.Syntax.DescendantNodes().Where(n => n is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax))
        {
            var lines = Lines(SignatureStart(node), node.GetLastToken());
            if (lines > MethodLinesMax)
            {
                yield return file.Violates(node, $"{Name(node)} has {lines} lines, more than {MethodLinesMax}. Keep the branches here and move the straight lines into methods with names.");
            }
        }

        var statements = file.Syntax.Members.OfType<GlobalStatementSyntax>().Where(s => s.Statement is not LocalFunctionStatementSyntax).ToList();
        if (statements.Count > 0 && Lines(statements[0].GetFirstToken(), statements[^1].GetLastToken()) is var all and > MethodLinesMax)
        {
            yield return file.Violates(statements[0], $"the top-level statements have {all} lines, more than {MethodLinesMax}. Move parts into types.");
        }
    }

    /// <summary>Attributes and comments are not the method.</summary>
    private static SyntaxToken SignatureStart(SyntaxNode node) => node.ChildNodesAndTokens()
        .Where(child => child.AsNode() is not AttributeListSyntax)
        .Select(child => child.AsNode()?.GetFirstToken() ?? child.AsToken())
        .First();

    private static int Lines(SyntaxToken from, SyntaxToken to) =>
        to.GetLocation().GetLineSpan().EndLinePosition.Line - from.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    private static string Name(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.Text,
        ConstructorDeclarationSyntax constructor => $"the constructor of {constructor.Identifier.Text}",
        LocalFunctionStatementSyntax function => function.Identifier.Text,
        AccessorDeclarationSyntax accessor => $"an accessor ({accessor.Keyword.Text})",
        _ => node.Kind().ToString(),
    };
}
