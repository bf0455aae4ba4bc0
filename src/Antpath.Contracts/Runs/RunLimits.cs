namespace Antpath.Runs;

/// <summary>Limits in force for one run, fixed when it was submitted.</summary>
public sealed record RunLimits
{
    /// <summary>Seconds from the first attempt's start to the deadline.</summary>
    public required int MaxDurationSeconds { get; init; }

    /// <summary>Budget handed to the provider in US cents, or null when none applies.</summary>
    public long? BudgetCents { get; init; }

    /// <summary>Attempts a run may have before it fails.</summary>
    public required int AttemptsMax { get; init; }

    /// <summary>Seconds between two looks at the session, at least; null when the worker's own pace holds.</summary>
    public int? PollSecondsMin { get; init; }

    /// <summary>What happens to the provider session after capture: <c>delete</c> or <c>retain</c>.</summary>
    public required string ClaudeSession { get; init; }
}
