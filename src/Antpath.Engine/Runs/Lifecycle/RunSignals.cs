namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>What may end a run from outside.</summary>
/// <param name="CancelRequested">A user asked for a cancel.</param>
/// <param name="DeleteRequested">A user asked for deletion.</param>
/// <param name="DeadlinePassed">The run's deadline lies behind.</param>
internal readonly record struct RunSignals(bool CancelRequested, bool DeleteRequested, bool DeadlinePassed)
{
    /// <summary>A user asked for files that were not captured to be tried again.</summary>
    public bool OutputsRetryRequested { get; init; }

    /// <summary>Whether the run must stop working.</summary>
    public bool Stop => CancelRequested || DeleteRequested || DeadlinePassed;
}
