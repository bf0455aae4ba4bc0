using Antpath.Problems;

namespace Antpath.Templates;

/// <summary>A template breaks rules. <see cref="Problems"/> lists every one.</summary>
public sealed class TemplateException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="problems">Every problem found, at least one.</param>
    public TemplateException(IReadOnlyList<Problem> problems)
        : base(Describe(problems)) => Problems = problems;

    /// <summary>Every problem found.</summary>
    public IReadOnlyList<Problem> Problems { get; }

    private static string Describe(IReadOnlyList<Problem> problems) =>
        $"The template has {problems.Count} problem{(problems.Count == 1 ? "" : "s")}:{string.Concat(problems.Select(p => $"{Environment.NewLine}- {p}"))}";
}
