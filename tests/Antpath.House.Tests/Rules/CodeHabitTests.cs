using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Antpath.House.Tests.Rules;

public sealed partial class CodeHabitTests
{
    private static readonly string[] Code = [".cs", ".razor", ".css", ".js", ".mjs", ".sh", ".sql"];

    [Fact]
    public void Nothing_is_left_for_later() => House.Obeys("Work is finished or an issue", Repository.Files.SelectMany(Unfinished));

    [Fact]
    public void Suppressions_carry_their_reason() => House.Obeys("A suppression says why", Repository.CSharp.SelectMany(SilentSuppressions));

    [Fact]
    public void Nothing_is_async_and_void() => House.Obeys("An exception must have somewhere to go", Repository.CSharp.SelectMany(AsyncVoid));

    [Fact]
    public void Only_the_SDK_lets_callers_leave_out_the_cancellation_token() =>
        House.Obeys("Cancellation is passed on, never forgotten", Repository.CSharp.Where(file => file.IsBelow("src") && !file.IsBelow("src/Antpath.Sdk")).SelectMany(OptionalCancellation));

    [Theory]
    [InlineData("// {0}: later", 1)]
    [InlineData("throw new {1}();", 1)]
    [InlineData("var list = \"a shopping list\"; // why", 0)]
    public void Unfinished_work_is_found(string text, int violations) =>
        Assert.Equal(violations, Unfinished(House.Sample(text.Replace("{0}", "TO" + "DO", StringComparison.Ordinal).Replace("{1}", "NotImplemented" + "Exception", StringComparison.Ordinal))).Count());

    [Theory]
    [InlineData("#pragma warning disable CA1000\n", 1)]
    [InlineData("#pragma warning disable CA1000 // the framework calls it by this name\n", 0)]
    [InlineData("[SuppressMessage(\"Design\", \"CA1000\")] class C;", 1)]
    [InlineData("[SuppressMessage(\"Design\", \"CA1000\", Justification = \"the framework calls it\")] class C;", 0)]
    public void A_silent_suppression_is_found(string text, int violations) => Assert.Equal(violations, SilentSuppressions(House.Sample(text)).Count());

    [Theory]
    [InlineData("class C { async void M() { } }", 1)]
    [InlineData("class C { async Task M() { } void N() { } }", 0)]
    public void An_async_void_is_found(string text, int violations) => Assert.Equal(violations, AsyncVoid(House.Sample(text)).Count());

    [Theory]
    [InlineData("class C { void M(CancellationToken cancellationToken = default) { } }", 1)]
    [InlineData("class C { void M(CancellationToken cancellationToken) { } }", 0)]
    [InlineData("class C : Stream { public override Task FlushAsync(CancellationToken cancellationToken = default) => Task.CompletedTask; }", 0)]
    public void A_forgettable_token_is_found(string text, int violations) => Assert.Equal(violations, OptionalCancellation(House.Sample(text)).Count());

    private static IEnumerable<Violation> Unfinished(RepositoryFile file)
    {
        if (!Code.Contains(file.Extension) || file.Name == $"{nameof(CodeHabitTests)}.cs")
        {
            yield break;
        }

        for (var i = 0; i < file.Lines.Count; i++)
        {
            if (LeftForLater().Match(file.Lines[i]) is { Success: true } match)
            {
                yield return file.Violates(i + 1, $"'{match.Value}'. Finish it, or write an issue and remove the mark.");
            }
        }
    }

    private static IEnumerable<Violation> SilentSuppressions(RepositoryFile file)
    {
        var pragmas = file.Syntax.DescendantTrivia(descendIntoTrivia: true)
            .Where(trivia => trivia.GetStructure() is PragmaWarningDirectiveTriviaSyntax { DisableOrRestoreKeyword.RawKind: (int)SyntaxKind.DisableKeyword })
            .Where(trivia => !trivia.ToFullString().Contains("//", StringComparison.Ordinal))
            .Select(trivia => file.Violates(trivia.GetLocation(), "a suppression without a reason. Write it behind the pragma: // why."));
        var attributes = file.Syntax.DescendantNodes().OfType<AttributeSyntax>()
            .Where(attribute => attribute.Name.ToString().EndsWith("SuppressMessage", StringComparison.Ordinal))
            .Where(attribute => attribute.ArgumentList?.Arguments.Any(argument => argument.NameEquals?.Name.Identifier.Text == "Justification") != true)
            .Select(attribute => file.Violates(attribute, "a suppression without a reason. Give it a Justification."));
        return pragmas.Concat(attributes);
    }

    private static IEnumerable<Violation> AsyncVoid(RepositoryFile file) =>
        file.Syntax.DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Where(method => method.Modifiers.Any(SyntaxKind.AsyncKeyword) && method.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword })
            .Select(method => file.Violates(method.Identifier.GetLocation(), $"{method.Identifier.Text} is async void. Return Task."));

    private static IEnumerable<Violation> OptionalCancellation(RepositoryFile file) =>
        file.Syntax.DescendantNodes().OfType<ParameterSyntax>()
            .Where(parameter => parameter.Default is not null && parameter.Type?.ToString().Split('.')[^1] == "CancellationToken")
            .Where(parameter => parameter.Parent?.Parent is not MethodDeclarationSyntax method || !method.Modifiers.Any(SyntaxKind.OverrideKeyword)) // the framework's choice
            .Select(parameter => file.Violates(parameter, "a cancellation token with a default. Remove the default, so that every caller decides."));

    [GeneratedRegex(@"\b(?:TODO|FIXME|HACK|XXX|NotImplementedException)\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LeftForLater();
}
