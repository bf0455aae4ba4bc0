using Antpath.Ids;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>One row of the journal of provider resources.</summary>
internal sealed record JournalEntry
{
    public const string StrayPrefix = "stray:";

    public required ResourceId Id { get; init; }

    public required AttemptId Attempt { get; init; }

    public required int AttemptNumber { get; init; }

    /// <summary>A value of <see cref="Providers.ProviderResourceType"/>.</summary>
    public required string ResourceType { get; init; }

    public required string LocalKey { get; init; }

    /// <summary>From 1.</summary>
    public required int Try { get; init; }

    /// <summary>One of <see cref="JournalState"/>.</summary>
    public required string State { get; init; }

    public string? ProviderId { get; init; }

    public string? Version { get; init; }

    /// <summary>The vault a credential is in.</summary>
    public string? ParentProviderId { get; init; }

    /// <summary>Instant of the database at which the intent was journaled.</summary>
    public required DateTimeOffset IntendedAt { get; init; }

    /// <summary>The same as a timestamp of this process.</summary>
    public required long IntendedSince { get; init; }

    /// <summary>One of <see cref="Antpath.Runs.CleanupStatus"/>.</summary>
    public required string CleanupStatus { get; init; }

    public required int CleanupTries { get; init; }

    /// <summary>Timestamp of this process before which no further removal is tried, or null.</summary>
    public long? CleanupNextAt { get; init; }

    /// <summary>Whether this is a late duplicate, journaled only to be removed.</summary>
    public bool Stray => LocalKey.StartsWith(StrayPrefix, StringComparison.Ordinal);
}
