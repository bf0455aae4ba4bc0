using Antpath.Ids;

namespace Antpath.Workspaces;

/// <summary>A workspace with its limits and what is in use of them.</summary>
public sealed record WorkspaceView
{
    /// <summary>The workspace's id.</summary>
    public required WorkspaceId Id { get; init; }

    /// <summary>Its display name.</summary>
    public required string Name { get; init; }

    /// <summary><c>active</c>, <c>suspended</c> or <c>pending_delete</c>.</summary>
    public required string Status { get; init; }

    /// <summary>How far its deletion is: <c>stopping_runs</c> or <c>draining</c>; null when it is not being deleted.</summary>
    public string? DeletionStage { get; init; }

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
