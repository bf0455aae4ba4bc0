using Antpath.Engine.Providers;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>What the tables say about a run, as much of it as steps decide by.</summary>
internal sealed record RunFacts
{
    public required string Phase { get; init; }

    /// <summary>How long ago the run was submitted when this was read, by the database's clock.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>The reason of the phase; while cancelling it says what for.</summary>
    public required string PhaseCode { get; init; }

    /// <summary>How the run ends, once that is fixed.</summary>
    public RunEnding? Ending { get; init; }

    public required bool Retain { get; init; }

    public long? BudgetCents { get; init; }

    public required int AttemptsMax { get; init; }

    /// <summary>Time between two looks at the session at least; zero when the worker's own pace holds.</summary>
    public TimeSpan PollEveryMin { get; init; }

    public required int AttemptCount { get; init; }

    public required int StepFailures { get; init; }

    /// <summary>The vault entry, or null once destroyed.</summary>
    public Guid? SecretId { get; init; }

    /// <summary>Whether the run counts against its workspace's active runs.</summary>
    public required bool SlotTaken { get; init; }

    public required RunSignals Signals { get; init; }

    /// <summary>Timestamp of this process at which the deadline passes, or null before the first attempt.</summary>
    public long? DeadlineAt { get; init; }

    /// <summary>When a user asked for files that were not captured to be tried again, by the database's clock.</summary>
    public DateTimeOffset? OutputsRetryRequestedAt { get; init; }

    /// <summary>Timestamp of this process until which the session is kept for such a wish, or null when it is not.</summary>
    public long? OutputsKeptUntil { get; init; }

    /// <summary>The newest attempt, or null before the first.</summary>
    public AttemptFacts? Attempt { get; init; }

    /// <summary>The journal of all attempts, oldest first.</summary>
    public required IReadOnlyList<JournalEntry> Journal { get; init; }

    public AttemptFacts RequiredAttempt => Attempt ?? throw new InvalidOperationException($"A run in phase {Phase} has no attempt.");

    /// <summary>
    /// Timestamp of this process until which clean-up leaves a resource alone: the session, as long as files of it may be tried again. Null when it does not.
    /// </summary>
    public long? KeptUntil(JournalEntry entry) =>
        !Signals.DeleteRequested && entry.ResourceType == ProviderResourceType.Session && entry.ProviderId is not null && entry.ProviderId == Attempt?.SessionId
            ? OutputsKeptUntil
            : null;

    /// <summary>Entries of the newest attempt that are intended or created, by local key; strays are left out.</summary>
    public IReadOnlyDictionary<string, JournalEntry> LiveByKey() =>
        Journal.Where(e => e.Attempt == RequiredAttempt.Id && e.State != JournalState.Absent && !e.Stray).ToDictionary(e => e.LocalKey, StringComparer.Ordinal);
}
