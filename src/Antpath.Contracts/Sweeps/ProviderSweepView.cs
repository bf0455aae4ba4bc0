using System.Text.Json.Serialization;
using Antpath.Ids;
using Antpath.Runs;

namespace Antpath.Sweeps;

/// <summary>A search for leaked resources at the provider, with what it found so far.</summary>
public sealed record ProviderSweepView
{
    /// <summary>The search's id.</summary>
    public required ProviderSweepId Id { get; init; }

    /// <summary><c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>failed</c> or <c>expired</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Why it is where it is.</summary>
    public required Reason StatusReason { get; init; }

    /// <summary>Whether it only lists.</summary>
    public required bool DryRun { get; init; }

    /// <summary>Whether its provider key is still held; destroyed when the search is over.</summary>
    public required bool SecretHeld { get; init; }

    /// <summary>Resources with this installation's marker that were looked at.</summary>
    public required int FoundCount { get; init; }

    /// <summary>What was found, and what became of each.</summary>
    public required IReadOnlyList<ProviderSweepFinding> Findings { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a worker first took it, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it was over, or null.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When it ends at the latest.</summary>
    public required DateTimeOffset DeadlineAt { get; init; }

    /// <summary>Whether it is over.</summary>
    [JsonIgnore]
    public bool Over => FinishedAt is not null;
}
