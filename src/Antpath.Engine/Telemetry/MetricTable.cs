namespace Antpath.Engine.Telemetry;

/// <summary>Every metric of ours. What is not in this table is not exported.</summary>
public static class MetricTable
{
    internal static readonly MetricDeclaration RunsSubmitted = new(
        "antpath.runs.submitted", MetricKind.Counter, "{run}", "Runs stored. A submission that repeats an earlier one is not counted.");

    internal static readonly MetricDeclaration RunsRefused = new(
        "antpath.runs.refused", MetricKind.Counter, "{run}", "Submissions that were understood and not taken.", Tag.Reason);

    internal static readonly MetricDeclaration RunsClaimed = new(
        "antpath.runs.claimed", MetricKind.Counter, "{claim}", "Claims of runs by workers; a run that changes hands is claimed again.");

    internal static readonly MetricDeclaration RunsWait = new(
        "antpath.runs.wait", MetricKind.Histogram, "s", "Time from submission to the first attempt.");

    internal static readonly MetricDeclaration RunsFinished = new(
        "antpath.runs.finished", MetricKind.Counter, "{run}", "Runs that reached the status their user sees last.", Tag.Status);

    internal static readonly MetricDeclaration LeasesLost = new(
        "antpath.leases.lost", MetricKind.Counter, "{lease}", "Steps that found their run in other hands.");

    internal static readonly MetricDeclaration StepDuration = new(
        "antpath.step.duration", MetricKind.Histogram, "s", "Time of a lifecycle step, by the phase it found and how it ended.", Tag.Phase, Tag.Result);

    internal static readonly MetricDeclaration ProviderCallDuration = new(
        "antpath.provider.call.duration", MetricKind.Histogram, "s",
        "Time of one request to the provider, repeats counted each; waiting for a turn under the rate budget is left out. Status 0 is no answer.",
        Tag.Operation, Tag.Result, Tag.Status);

    internal static readonly MetricDeclaration OutputsCaptured = new(
        "antpath.outputs.captured", MetricKind.Counter, "{file}", "Files copied into storage, manifests among them.");

    internal static readonly MetricDeclaration OutputsBytes = new(
        "antpath.outputs.bytes", MetricKind.Counter, "By", "Bytes of those files.");

    internal static readonly MetricDeclaration OutputsFailed = new(
        "antpath.outputs.failed", MetricKind.Counter, "{file}", "Files that were not captured, each time that was noted.", Tag.Reason);

    internal static readonly MetricDeclaration CleanupAttempts = new(
        "antpath.cleanup.attempts", MetricKind.Counter, "{attempt}",
        "Tries to remove a resource at the provider, by what its journal says after it.", Tag.Result);

    internal static readonly MetricDeclaration CleanupFinished = new(
        "antpath.cleanup.finished", MetricKind.Counter, "{run}", "Runs whose clean-up is over.", Tag.Result);

    internal static readonly MetricDeclaration SweepFindings = new(
        "antpath.sweep.findings", MetricKind.Counter, "{finding}", "Things that sweeps found wrong.", Tag.Sweep, Tag.Finding);

    internal static readonly MetricDeclaration LimitsHit = new(
        "antpath.limits.hit", MetricKind.Counter, "{request}", "Requests that a limit of speed held back.", Tag.Limit);

    internal static readonly MetricDeclaration RunsWaiting = new(
        "antpath.runs.waiting", MetricKind.Gauge, "{run}",
        "Runs that wait for their first attempt, counted to 10,000. Each worker reports the same: take the largest.");

    internal static readonly MetricDeclaration RunsOldestWait = new(
        "antpath.runs.oldest_wait", MetricKind.Gauge, "s",
        "How long the oldest run at the head of a workspace's queue has waited. Each worker reports the same.");

    internal static readonly MetricDeclaration CleanupWaiting = new(
        "antpath.cleanup.waiting", MetricKind.Gauge, "{run}",
        "Runs that are over and not cleaned up yet, among 10,000 that left the queue. Each worker reports the same.");

    /// <summary>All of them, as the documentation lists them.</summary>
    public static IReadOnlyList<MetricDeclaration> All { get; } =
    [
        RunsSubmitted, RunsRefused, RunsClaimed, RunsWait, RunsFinished, LeasesLost, StepDuration, ProviderCallDuration, OutputsCaptured, OutputsBytes,
        OutputsFailed, CleanupAttempts, CleanupFinished, SweepFindings, LimitsHit, RunsWaiting, RunsOldestWait, CleanupWaiting,
    ];

    internal static class Tag
    {
        public const string Finding = "finding";
        public const string Limit = "limit";
        public const string Operation = "operation";
        public const string Phase = "phase";
        public const string Reason = "reason";
        public const string Result = "result";
        public const string Status = "status";
        public const string Sweep = "sweep";
    }
}
