using Antpath.Workspaces;

namespace Antpath.Engine.Runs.Deletion;

/// <summary>What came of a wish to delete a workspace.</summary>
public abstract record WorkspaceDeleteResult
{
    private WorkspaceDeleteResult()
    {
    }

    /// <summary>The wish is recorded, now or earlier; the workspace takes no more work and goes when its runs and files are gone.</summary>
    /// <param name="View">The workspace.</param>
    public sealed record Requested(WorkspaceView View) : WorkspaceDeleteResult;

    /// <summary>The confirmation is not the workspace's name.</summary>
    public sealed record NotConfirmed : WorkspaceDeleteResult;

    /// <summary>Only an owner may.</summary>
    public sealed record NotOwner : WorkspaceDeleteResult;

    /// <summary>It is suspended, or gone.</summary>
    public sealed record Closed : WorkspaceDeleteResult;
}
