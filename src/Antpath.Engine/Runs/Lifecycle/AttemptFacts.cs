using Antpath.Engine.Providers;
using Antpath.Ids;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>What the tables say about a run's newest attempt.</summary>
internal sealed record AttemptFacts
{
    public required AttemptId Id { get; init; }

    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public required bool Running { get; init; }

    public string? SessionId { get; init; }

    /// <summary>Whether the prompt is known to have reached the provider.</summary>
    public required bool Dispatched { get; init; }

    /// <summary>The session's status as last recorded.</summary>
    public string? ProviderStatus { get; init; }

    /// <summary>Newest provider time recorded, or null when no event is.</summary>
    public DateTimeOffset? ObservedUntil { get; init; }

    /// <summary>Cumulative usage already in the ledger.</summary>
    public required ProviderUsage Booked { get; init; }

    /// <summary>Timestamp of this process at which the interrupt was recorded, or null.</summary>
    public long? InterruptedAt { get; init; }

    /// <summary>Timestamp of this process at which the session was recorded as settled, or null.</summary>
    public long? SettledAt { get; init; }

    /// <summary>Provider events recorded at <see cref="ObservedUntil"/> or later: they come again with the next listing.</summary>
    public required IReadOnlySet<string> SeenAtBoundary { get; init; }
}
