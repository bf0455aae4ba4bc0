namespace Antpath.Engine.Providers;

/// <summary>
/// Metadata of one session event. Content never leaves the adapter: no text, no tool input or result, only names, flags, counts and codes.
/// </summary>
public sealed record ProviderEvent
{
    /// <summary>The provider's event id, the authority for deduplication.</summary>
    public required string Id { get; init; }

    /// <summary>The provider's type, e.g. <c>agent.tool_use</c>; unknown types pass through.</summary>
    public required string Type { get; init; }

    /// <summary>When the provider processed it, or null while it is queued.</summary>
    public DateTimeOffset? ProcessedAt { get; init; }

    /// <summary>For <c>session.status_idle</c>: <c>end_turn</c>, <c>requires_action</c>, <c>retries_exhausted</c>, <c>budget_reached</c>, <c>refusal</c>, or a new value.</summary>
    public string? StopReason { get; init; }

    /// <summary>For tool uses: <c>allow</c>, <c>ask</c> or <c>deny</c>.</summary>
    public string? EvaluatedPermission { get; init; }

    /// <summary>For <c>session.error</c>: the error's type.</summary>
    public string? ErrorType { get; init; }

    /// <summary>For <c>session.error</c>: <c>retrying</c>, <c>exhausted</c> or <c>terminal</c>.</summary>
    public string? RetryStatus { get; init; }

    /// <summary>For <c>session.usage</c>: the cumulative snapshot.</summary>
    public ProviderUsage? Usage { get; init; }

    /// <summary>Flat redacted facts for the event log: tool or server names, lengths, flags. Values are strings, numbers or booleans.</summary>
    public required IReadOnlyDictionary<string, object> Summary { get; init; }
}
