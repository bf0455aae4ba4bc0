using Antpath.Ids;

namespace Antpath.Engine.Runs.Submission;

/// <summary>What to do with one submission of a group.</summary>
internal abstract record SubmissionDecision
{
    private SubmissionDecision()
    {
    }

    public sealed record Insert : SubmissionDecision;

    public sealed record Replay(RunId Run) : SubmissionDecision;

    public sealed record RefuseKey(RunId Run) : SubmissionDecision;

    public sealed record RefuseQuota(OpenRunsOf Of, int OpenRunsMax) : SubmissionDecision;

    public sealed record RefuseDuration(int MaxSeconds) : SubmissionDecision;

    public sealed record RefuseWorkspace : SubmissionDecision;
}
