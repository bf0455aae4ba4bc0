using Antpath.Ids;

namespace Antpath.Audit;

/// <summary>One line of the audit trail: who did what. Identifiers and names only.</summary>
public sealed record AuditView
{
    /// <summary>The line's id.</summary>
    public required AuditId Id { get; init; }

    /// <summary>The workspace it happened in.</summary>
    public required WorkspaceId WorkspaceId { get; init; }

    /// <summary>The line's place in the workspace's chain, from 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>What was done, as <c>noun.verb</c>, such as <c>run.cancel</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The person who did it; null for Antpath itself.</summary>
    public AppUserId? AppUserId { get; init; }

    /// <summary>The API token it was done with, or null.</summary>
    public ApiTokenId? ApiTokenId { get; init; }

    /// <summary>What it was done to, as an id, or null.</summary>
    public string? TargetId { get; init; }

    /// <summary>The request it belongs to, or null.</summary>
    public string? RequestId { get; init; }

    /// <summary>More facts by name; those that are no texts as JSON.</summary>
    public required IReadOnlyDictionary<string, string?> Detail { get; init; }

    /// <summary>SHA-256 over the hash of the line before and every field of this one, in hex.</summary>
    public required string Hash { get; init; }
}
