namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>One event to append. Metadata only.</summary>
internal sealed record NewEvent
{
    public required Guid Id { get; init; }

    /// <summary>The provider's id, or null for an event of ours.</summary>
    public string? ProviderEventId { get; init; }

    public required string Type { get; init; }

    public DateTimeOffset? ProcessedAt { get; init; }

    /// <summary>A flat JSON object, or null.</summary>
    public string? Summary { get; init; }

    /// <summary>The usage this event adds, as a JSON object, or null.</summary>
    public string? Usage { get; init; }
}
