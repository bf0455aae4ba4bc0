using Antpath.Ids;

namespace Antpath.Runs;

/// <summary>A run as its workspace sees it. Metadata only: no prompt, no answer, no credential.</summary>
public sealed record RunView
{
    /// <summary>The run's id.</summary>
    public required RunId Id { get; init; }

    /// <summary>User-facing status, one of <see cref="RunStatus.All"/>. Terminal values never change, except by deletion.</summary>
    public required string Status { get; init; }

    /// <summary>Why <see cref="Status"/> is what it is.</summary>
    public required Reason StatusReason { get; init; }

    /// <summary>Where the lifecycle is; goes on through clean-up after the status is terminal.</summary>
    public required Stage Phase { get; init; }

    /// <summary>Clean-up of what the run created at the provider, and of its secret.</summary>
    public required Stage Cleanup { get; init; }

    /// <summary>Whether the run's secret still exists in the vault.</summary>
    public required bool SecretHeld { get; init; }

    /// <summary>The template's name and hash.</summary>
    public required TemplateReference Template { get; init; }

    /// <summary>The submitter's tags, at most 16.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>-100 to 100; higher runs first.</summary>
    public required int Priority { get; init; }

    /// <summary>Attempts begun so far.</summary>
    public required int AttemptCount { get; init; }

    /// <summary>Limits in force for this run, fixed at submission.</summary>
    public required RunLimits Limits { get; init; }

    /// <summary>What the run has used so far, summed over attempts.</summary>
    public required UsageTotals Usage { get; init; }

    /// <summary>Files captured so far.</summary>
    public required int OutputCount { get; init; }

    /// <summary>Files that could not be captured so far.</summary>
    public required int CaptureFailureCount { get; init; }

    /// <summary>Sequence of the newest event in the run's log; it grows whenever something happens.</summary>
    public required long LastEventSequence { get; init; }

    /// <summary>The person the run is attributed to, frozen at submission.</summary>
    public required AppUserId CreatedBy { get; init; }

    /// <summary>When the submission was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the first attempt began, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the run must be over, or null before the first attempt.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>When the status became terminal, or null.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When clean-up ended, well or not, or null.</summary>
    public DateTimeOffset? CleanedUpAt { get; init; }

    /// <summary>When a cancel was asked for, or null.</summary>
    public DateTimeOffset? CancelRequestedAt { get; init; }

    /// <summary>When a delete was asked for, or null.</summary>
    public DateTimeOffset? PendingDeleteAt { get; init; }

    /// <summary>The redacted template snapshot (structure, names, lengths, hashes) as JSON; null in lists.</summary>
    public System.Text.Json.JsonElement? Snapshot { get; init; }
}
