namespace Antpath.Engine.Runs.Submission;

/// <summary>What a committed group decided.</summary>
/// <param name="CommittedAt">The transaction's time, which inserted runs carry.</param>
/// <param name="Decisions">One for each submission, in order.</param>
internal sealed record GroupOutcome(DateTimeOffset CommittedAt, IReadOnlyList<SubmissionDecision> Decisions);
