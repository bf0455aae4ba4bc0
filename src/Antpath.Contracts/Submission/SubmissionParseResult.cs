using Antpath.Problems;

namespace Antpath.Submission;

/// <summary>What came of reading a submission.</summary>
public abstract record SubmissionParseResult
{
    private SubmissionParseResult()
    {
    }

    /// <summary>The submission keeps every rule that can be checked without a database.</summary>
    /// <param name="Run">What was submitted.</param>
    public sealed record Accepted(SubmittedRun Run) : SubmissionParseResult;

    /// <summary>The submission breaks rules.</summary>
    /// <param name="Problems">Every one found, at least one and at most 101.</param>
    public sealed record Refused(IReadOnlyList<Problem> Problems) : SubmissionParseResult;
}
