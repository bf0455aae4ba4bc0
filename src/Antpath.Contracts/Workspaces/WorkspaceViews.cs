using Antpath.Ids;
using Antpath.Runs;

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

/// <summary>A workspace's id and name.</summary>
public sealed record WorkspaceReference
{
    /// <summary>The workspace's id.</summary>
    public required WorkspaceId Id { get; init; }

    /// <summary>Its display name.</summary>
    public required string Name { get; init; }
}

/// <summary>A workspace with its limits and what is in use of them.</summary>
public sealed record WorkspaceView
{
    /// <summary>The workspace's id.</summary>
    public required WorkspaceId Id { get; init; }

    /// <summary>Its display name.</summary>
    public required string Name { get; init; }

    /// <summary><c>active</c>, <c>suspended</c> or <c>pending_delete</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The plan's name.</summary>
    public required string Plan { get; init; }

    /// <summary>Runs that may be open (submitted and not terminal) at once.</summary>
    public required int OpenRunsMax { get; init; }

    /// <summary>Runs open now.</summary>
    public required int OpenRuns { get; init; }

    /// <summary>Runs that may be executing at once; others wait in the queue.</summary>
    public required int ActiveRunsMax { get; init; }

    /// <summary>Runs executing now.</summary>
    public required int ActiveRuns { get; init; }

    /// <summary>Seconds a run may last at most.</summary>
    public required int RunDurationSecondsMax { get; init; }

    /// <summary>Bytes of outputs the workspace may keep.</summary>
    public required long StorageBytesMax { get; init; }

    /// <summary>Bytes of outputs kept or reserved now.</summary>
    public required long StorageBytesUsed { get; init; }
}

/// <summary>What a workspace used in a span of time.</summary>
public sealed record UsageView
{
    /// <summary>Start of the span, inclusive.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>End of the span, exclusive.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Runs submitted in the span.</summary>
    public required long RunCount { get; init; }

    /// <summary>The sums.</summary>
    public required UsageTotals Totals { get; init; }
}
