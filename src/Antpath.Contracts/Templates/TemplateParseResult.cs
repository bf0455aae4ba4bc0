using Antpath.Problems;

namespace Antpath.Templates;

/// <summary>What came of reading a template.</summary>
public abstract record TemplateParseResult
{
    private TemplateParseResult()
    {
    }

    /// <summary>The template keeps every rule.</summary>
    /// <param name="Template">The template.</param>
    public sealed record Valid(Template Template) : TemplateParseResult;

    /// <summary>The template breaks rules.</summary>
    /// <param name="Problems">Every one found, at least one.</param>
    public sealed record Invalid(IReadOnlyList<Problem> Problems) : TemplateParseResult;
}
