using Antpath.Ids;

namespace Antpath.Engine.Runs.Submission;

/// <summary>What is known of a group while its workspaces' counters are locked.</summary>
/// <param name="Now">The transaction's time.</param>
/// <param name="Workspaces">Facts by workspace.</param>
/// <param name="Holders">Runs that hold keys of the group.</param>
/// <param name="OpenRuns">Open runs by owner, where an owner's cap may refuse before the workspace's does; none beyond the cap is counted.</param>
internal sealed record GroupFacts(
    DateTimeOffset Now,
    IReadOnlyDictionary<WorkspaceId, WorkspaceFacts> Workspaces,
    IReadOnlyDictionary<(WorkspaceId Workspace, string Key), KeyHolder> Holders,
    IReadOnlyDictionary<RunOwner, int> OpenRuns);
