namespace Antpath.Runs;

/// <summary>One page of runs, newest first.</summary>
public sealed record RunPage
{
    /// <summary>The runs, without their snapshots.</summary>
    public required IReadOnlyList<RunView> Data { get; init; }

    /// <summary>Pass as <c>cursor</c> for the next page; null at the end.</summary>
    public string? NextCursor { get; init; }
}

/// <summary>A stretch of a run's event log, oldest first.</summary>
public sealed record EventPage
{
    /// <summary>The events after the asked cursor.</summary>
    public required IReadOnlyList<EventView> Data { get; init; }

    /// <summary>Pass as <c>after</c> to go on; the asked cursor again when nothing is new, null when the log is empty.</summary>
    public string? NextCursor { get; init; }

    /// <summary>Whether more events are already there.</summary>
    public required bool HasMore { get; init; }

    /// <summary>Whether the log is closed: the run is over and cleaned up, and nothing will be added.</summary>
    public required bool Closed { get; init; }
}

/// <summary>All outputs of a run and everything that could not be captured.</summary>
public sealed record OutputList
{
    /// <summary>Captured files, at most <see cref="RunListLimits.OutputsMax"/>.</summary>
    public required IReadOnlyList<OutputView> Data { get; init; }

    /// <summary>Files that did not make it, and why.</summary>
    public required IReadOnlyList<CaptureFailureView> Failures { get; init; }

    /// <summary>Pass as <c>cursor</c> for the next page; null at the end.</summary>
    public string? NextCursor { get; init; }
}

/// <summary>A run's journal of provider resources and the tries to remove them.</summary>
public sealed record ResourceList
{
    /// <summary>Journal entries, oldest first.</summary>
    public required IReadOnlyList<ResourceView> Data { get; init; }

    /// <summary>Clean-up tries, oldest first.</summary>
    public required IReadOnlyList<CleanupAttemptView> CleanupAttempts { get; init; }
}

/// <summary>A short-lived link to one output. Whoever has it can read the file until it expires.</summary>
public sealed record OutputLink
{
    /// <summary>Absolute URL. Treat it as a credential.</summary>
    public required string Url { get; init; }

    /// <summary>When the link stops working.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Bounds of the list operations.</summary>
public static class RunListLimits
{
    /// <summary>Items on a page when the caller does not say.</summary>
    public const int PageDefault = 50;

    /// <summary>Items on a page at most.</summary>
    public const int PageMax = 200;

    /// <summary>Events on a page at most.</summary>
    public const int EventsMax = 1000;

    /// <summary>Outputs and failures on a page at most, each.</summary>
    public const int OutputsMax = 1000;
}
