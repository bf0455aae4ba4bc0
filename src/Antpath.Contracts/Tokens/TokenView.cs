using Antpath.Ids;

namespace Antpath.Tokens;

/// <summary>An API token as its workspace's administrators see it; never the token itself.</summary>
public sealed record TokenView
{
    /// <summary>The token's id.</summary>
    public required ApiTokenId Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it was made for; what its creator's role does not allow any more, it does not do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>A value of <see cref="TokenStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>The person its runs are attributed to.</summary>
    public required AppUserId CreatedBy { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it stops working, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>About when it was last used, or null when it never was.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>When it was revoked, or null.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The token that a rotation put in its place, or null.</summary>
    public ApiTokenId? ReplacedBy { get; init; }
}
