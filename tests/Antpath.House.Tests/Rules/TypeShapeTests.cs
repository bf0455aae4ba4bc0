using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Antpath.House.Tests.Rules;

public sealed class TypeShapeTests
{
    /// <summary>Classes that stay open on purpose, each with its reason. An entry that no longer applies fails.</summary>
    private static readonly Dictionary<string, string> OpenOnPurpose = new(StringComparer.Ordinal);

    [Fact]
    public void Classes_are_sealed_static_or_abstract() => House.Obeys("A class is closed unless somebody derives from it", OpenClasses([.. Repository.CSharp], OpenOnPurpose));

    [Fact]
    public void Files_hold_one_top_level_type() => House.Obeys("One top-level type per file, named like it", Repository.CSharp.SelectMany(Crowded));

    [Fact]
    public void Regions_and_block_namespaces_are_not_used() => House.Obeys("File-scoped namespaces, no regions", Repository.CSharp.SelectMany(OldShapes));

    [Theory]
    [InlineData("class C;", 1)]
    [InlineData("record R(int X);", 1)]
    [InlineData("class Outer { } static class S { class Inner { } }", 2)]
    [InlineData("sealed class C; static class S; abstract class A; sealed record R; record struct T; interface I;", 0)]
    [InlineData("class B; sealed class C : B;", 0)]
    [InlineData("partial class P; sealed partial class P;", 0)]
    public void An_open_class_is_found(string text, int violations) =>
        Assert.Equal(violations, OpenClasses([House.Sample(text)], new Dictionary<string, string>(StringComparer.Ordinal)).Count());

    [Fact]
    public void An_exception_for_a_class_that_is_sealed_by_now_is_found() =>
        Assert.Single(OpenClasses([House.Sample("sealed class C;")], new Dictionary<string, string>(StringComparer.Ordinal) { ["C"] = "was open once" }));

    [Theory]
    [InlineData("namespace N; sealed class Sample; enum E;", 1)]
    [InlineData("namespace N; sealed class Other;", 1)]
    [InlineData("namespace N; abstract record Sample { sealed record Case : Sample; }", 0)]
    [InlineData("namespace N; sealed class Sample; sealed class Sample<T>;", 0)]
    [InlineData("namespace N; partial class Sample; partial class Sample;", 0)]
    public void A_second_type_is_found(string text, int violations) => Assert.Equal(violations, Crowded(House.Sample(text)).Count());

    [Theory]
    [InlineData("namespace N { class C; }", 1)]
    [InlineData("#region here\n#endregion\n", 1)]
    [InlineData("namespace N;\nclass C;", 0)]
    public void An_old_shape_is_found(string text, int violations) => Assert.Equal(violations, OldShapes(House.Sample(text)).Count());

    private static IEnumerable<Violation> OpenClasses(IReadOnlyList<RepositoryFile> files, Dictionary<string, string> openOnPurpose)
    {
        var declared = files.SelectMany(file => file.Syntax.DescendantNodes().OfType<TypeDeclarationSyntax>().Where(IsClass).Select(type => (File: file, Type: type))).ToLookup(d => QualifiedName(d.Type), StringComparer.Ordinal);
        var derivedFrom = files
            .SelectMany(file => file.Syntax.DescendantNodes().OfType<SimpleBaseTypeSyntax>().Cast<BaseTypeSyntax>().Concat(file.Syntax.DescendantNodes().OfType<PrimaryConstructorBaseTypeSyntax>()))
            .Select(@base => LastName(@base.Type))
            .ToHashSet(StringComparer.Ordinal);

        foreach (var parts in declared)
        {
            var (file, type) = parts.First();
            var open = !parts.Any(part => part.Type.Modifiers.Any(m => m.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword));
            if (open && !derivedFrom.Contains(type.Identifier.Text) && !openOnPurpose.ContainsKey(type.Identifier.Text))
            {
                yield return file.Violates(type.Identifier.GetLocation(), $"{type.Identifier.Text} is open. Make it sealed (or static), or list it with its reason in {nameof(TypeShapeTests)}.");
            }
            else if (!open && openOnPurpose.ContainsKey(type.Identifier.Text))
            {
                yield return file.Violates(type.Identifier.GetLocation(), $"{type.Identifier.Text} is closed by now. Remove its exception from {nameof(TypeShapeTests)}.");
            }
        }
    }

    private static IEnumerable<Violation> Crowded(RepositoryFile file)
    {
        var types = file.Syntax.Members
            .SelectMany(member => member is BaseNamespaceDeclarationSyntax space ? [.. space.Members] : (IEnumerable<MemberDeclarationSyntax>)[member])
            .Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            .DistinctBy(Identifier, StringComparer.Ordinal)
            .ToList();
        foreach (var second in types.Skip(1))
        {
            yield return file.Violates(second, $"{Identifier(second)} stands in the file of {Identifier(types[0])}. Give it a file of its own, or nest it where it belongs to a closed hierarchy.");
        }

        var stem = file.Name.Split('.')[0];
        if (types is [var only] && Identifier(only) != stem)
        {
            yield return file.Violates(only, $"{Identifier(only)} stands in {file.Name}. Name the file after the type.");
        }
    }

    private static IEnumerable<Violation> OldShapes(RepositoryFile file) =>
        file.Syntax.DescendantNodes(descendIntoTrivia: true)
            .Where(node => node is RegionDirectiveTriviaSyntax or NamespaceDeclarationSyntax)
            .Select(node => file.Violates(node, node is NamespaceDeclarationSyntax ? "a block namespace. Write 'namespace X;'." : "a region. Remove it; a file that needs regions needs to become two files."));

    private static bool IsClass(TypeDeclarationSyntax type) =>
        type is ClassDeclarationSyntax || (type is RecordDeclarationSyntax record && record.ClassOrStructKeyword.Kind() is not SyntaxKind.StructKeyword);

    private static string QualifiedName(TypeDeclarationSyntax type) => string.Join('.', type.Ancestors().Select(node => node switch
    {
        BaseNamespaceDeclarationSyntax space => space.Name.ToString(),
        TypeDeclarationSyntax outer => outer.Identifier.Text,
        _ => "",
    }).Where(part => part.Length > 0).Reverse().Append($"{type.Identifier.Text}`{type.TypeParameterList?.Parameters.Count ?? 0}"));

    private static string LastName(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.Text,
        SimpleNameSyntax simple => simple.Identifier.Text,
        _ => type.ToString(),
    };

    private static string Identifier(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax @delegate => @delegate.Identifier.Text,
        _ => "",
    };
}
