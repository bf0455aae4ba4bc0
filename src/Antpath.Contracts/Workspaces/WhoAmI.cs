using Antpath.Ids;

namespace Antpath.Workspaces;

/// <summary>Who the presented credential is, and what it may do.</summary>
public sealed record WhoAmI
{
    /// <summary>The workspace the credential acts in.</summary>
    public required WorkspaceReference Workspace { get; init; }

    /// <summary>The person behind the credential.</summary>
    public required AppUserId AppUserId { get; init; }

    /// <summary>The API token, or null for a dashboard session.</summary>
    public ApiTokenId? ApiTokenId { get; init; }

    /// <summary>The token's name, or null.</summary>
    public string? TokenName { get; init; }

    /// <summary>Verbs the credential may use: <c>submit</c>, <c>read</c>, <c>outputs</c>, <c>cancel</c>, <c>delete</c>, <c>admin</c>.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>When the token stops working, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
