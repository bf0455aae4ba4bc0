using Antpath.Ids;

namespace Antpath.Runs;

/// <summary>One try at removing one thing a run created.</summary>
public sealed record CleanupAttemptView
{
    /// <summary>The journal entry, or null for the run's own secret.</summary>
    public ResourceId? ResourceId { get; init; }

    /// <summary>What was done: <c>delete</c>, <c>archive</c>, <c>retain</c>, <c>destroy_secret</c>.</summary>
    public required string Action { get; init; }

    /// <summary><c>succeeded</c>, <c>retrying</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>How many tries came before this one.</summary>
    public required int RetryCount { get; init; }

    /// <summary>Stable error code, or null.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>Redacted error sentence, or null.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>When it was tried.</summary>
    public required DateTimeOffset AttemptedAt { get; init; }
}
