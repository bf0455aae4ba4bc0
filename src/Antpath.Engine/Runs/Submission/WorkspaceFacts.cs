namespace Antpath.Engine.Runs.Submission;

/// <summary>What a decision about submissions depends on, read while the workspace's counters are locked.</summary>
internal sealed record WorkspaceFacts
{
    /// <summary>Whether it takes runs.</summary>
    public required bool Open { get; init; }

    public required int OpenRuns { get; init; }

    public required int OpenRunsMax { get; init; }

    /// <summary>Open runs of one person at most; null: as many as the workspace's.</summary>
    public int? OpenRunsPerUserMax { get; init; }

    /// <summary>Open runs of one API token at most; null: as many as the workspace's.</summary>
    public int? OpenRunsPerTokenMax { get; init; }

    public required int DurationSecondsMax { get; init; }
}
