using Antpath.Problems;

namespace Antpath.Submission;

/// <summary>What came of reading a secrets file.</summary>
public abstract record SecretsParseResult
{
    private SecretsParseResult()
    {
    }

    /// <summary>The secrets keep every rule that can be checked without a template.</summary>
    /// <param name="Secrets">The secrets.</param>
    public sealed record Valid(RunSecrets Secrets) : SecretsParseResult;

    /// <summary>The secrets break rules.</summary>
    /// <param name="Problems">Every one found, at least one; their pointers start with <c>/secrets</c>, as in a submission.</param>
    public sealed record Invalid(IReadOnlyList<Problem> Problems) : SecretsParseResult;
}
