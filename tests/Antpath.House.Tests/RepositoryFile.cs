using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Antpath.House.Tests;

/// <param name="path">From the repository's root, with forward slashes.</param>
internal sealed class RepositoryFile(string path, string text)
{
    private readonly Lazy<CompilationUnitSyntax> _syntax = new(() => CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview, DocumentationMode.Parse)).GetCompilationUnitRoot());

    public string Path { get; } = path;

    public string Text { get; } = text;

    public IReadOnlyList<string> Lines { get; } = text.TrimEnd('\n').Split('\n');

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public string Extension => System.IO.Path.GetExtension(Path);

    public bool IsCSharp => Extension == ".cs";

    /// <summary>Only meaningful for C#.</summary>
    public CompilationUnitSyntax Syntax => _syntax.Value;

    public bool IsBelow(string folder) => Path.StartsWith(folder + "/", StringComparison.Ordinal);

    public Violation Violates(SyntaxNode node, string text) => Violates(node.GetLocation(), text);

    public Violation Violates(Location location, string text) => new(Path, location.GetLineSpan().StartLinePosition.Line + 1, text);

    public Violation Violates(int line, string text) => new(Path, line, text);
}
