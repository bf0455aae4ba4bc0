namespace Antpath.Runs;

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
