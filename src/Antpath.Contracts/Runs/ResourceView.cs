using Antpath.Ids;

namespace Antpath.Runs;

/// <summary>One journal entry: a provider resource that was intended, perhaps created, perhaps removed.</summary>
public sealed record ResourceView
{
    /// <summary>The entry's id.</summary>
    public required ResourceId Id { get; init; }

    /// <summary><c>agent</c>, <c>environment</c>, <c>vault</c>, <c>credential</c>, <c>skill</c>, <c>file</c> or <c>session</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Which attempt it belongs to, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Its deterministic name at the provider.</summary>
    public required string ProviderName { get; init; }

    /// <summary>The provider's id, or null while it is not known.</summary>
    public string? ProviderId { get; init; }

    /// <summary>The provider's id of the vault a credential is in; null for every other type.</summary>
    public string? ParentProviderId { get; init; }

    /// <summary><c>intended</c>, <c>created</c> or <c>absent</c> (proven not to exist).</summary>
    public required string State { get; init; }

    /// <summary><c>pending</c>, <c>in_progress</c>, <c>succeeded</c>, <c>retained</c> or <c>failed</c>.</summary>
    public required string CleanupStatus { get; init; }

    /// <summary>How often its removal was tried.</summary>
    public required int CleanupAttemptCount { get; init; }

    /// <summary>The last clean-up error, redacted, or null.</summary>
    public string? CleanupError { get; init; }

    /// <summary>How a person removes it, when clean-up gave it up; null otherwise.</summary>
    public Remedy? Remedy { get; init; }

    /// <summary>When the intent was journaled.</summary>
    public required DateTimeOffset IntendedAt { get; init; }

    /// <summary>When the provider confirmed it, or null.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When its removal was confirmed, or null.</summary>
    public DateTimeOffset? DisposedAt { get; init; }
}
