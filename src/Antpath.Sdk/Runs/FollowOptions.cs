namespace Antpath;

/// <summary>How <see cref="RunHandle.FollowAsync(FollowOptions?, CancellationToken)"/> reads a run's events.</summary>
public sealed record FollowOptions
{
    /// <summary>The longest <see cref="PollWait"/>: 30 seconds.</summary>
    public static TimeSpan PollWaitMax { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Cursor of the last event already seen (<see cref="Runs.EventView.Cursor"/>), or null to begin with the first.</summary>
    public string? After { get; init; }

    /// <summary>
    /// Whether to end as soon as the run's status is terminal instead of when its log is closed, that is after clean-up. Default false.
    /// </summary>
    public bool StopAtTerminalStatus { get; init; }

    /// <summary>
    /// How long the server holds a question while there is nothing new. Default 25 seconds, from 0 to <see cref="PollWaitMax"/>; short waits
    /// cost more calls, not less delay.
    /// </summary>
    public TimeSpan PollWait { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long the API may be out of reach, in one piece, before following gives up. Default 10 minutes.</summary>
    public TimeSpan OutageMax { get; init; } = TimeSpan.FromMinutes(10);
}
