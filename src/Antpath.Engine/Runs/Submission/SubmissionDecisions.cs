using Antpath.Ids;

namespace Antpath.Engine.Runs.Submission;

/// <summary>Decides about a group of submissions. Pure: the facts are exact, because their workspaces' counters are locked while it decides.</summary>
internal static class SubmissionDecisions
{
    /// <param name="group">In the order in which they came.</param>
    /// <param name="workspaces">Facts by workspace; one that is missing takes no runs.</param>
    /// <param name="holders">Runs that hold keys of this group.</param>
    /// <param name="openRuns">Open runs of the owners in this group, where their cap may refuse before the workspace's does.</param>
    /// <returns>One decision for each, in the same order.</returns>
    public static IReadOnlyList<SubmissionDecision> Decide(
        IReadOnlyList<NewRun> group,
        IReadOnlyDictionary<WorkspaceId, WorkspaceFacts> workspaces,
        IReadOnlyDictionary<(WorkspaceId Workspace, string Key), KeyHolder> holders,
        IReadOnlyDictionary<RunOwner, int> openRuns)
    {
        var open = workspaces.ToDictionary(w => w.Key, w => w.Value.OpenRuns);
        var owned = new Dictionary<RunOwner, int>(openRuns);
        var keys = new Dictionary<(WorkspaceId, string), KeyHolder>(holders);
        var decisions = new List<SubmissionDecision>(group.Count);
        foreach (var run in group)
        {
            var decision = workspaces.TryGetValue(run.Workspace, out var facts)
                ? Decide(run, facts, open[run.Workspace], owned, keys)
                : new SubmissionDecision.RefuseWorkspace();
            if (decision is SubmissionDecision.Insert)
            {
                open[run.Workspace]++;
                foreach (var owner in RunOwner.Of(run))
                    owned[owner] = owned.GetValueOrDefault(owner) + 1;
                if (run.IdempotencyKey is { } key)
                    keys.Add((run.Workspace, key), new KeyHolder(run.Id, run.RequestHashes[0]));
            }

            decisions.Add(decision);
        }

        return decisions;
    }

    private static SubmissionDecision Decide(
        NewRun run, WorkspaceFacts facts, int open, Dictionary<RunOwner, int> owned, Dictionary<(WorkspaceId, string), KeyHolder> keys)
    {
        if (!facts.Open)
            return new SubmissionDecision.RefuseWorkspace();

        // A replay takes nothing, so no quota may refuse it.
        if (run.IdempotencyKey is { } key && keys.TryGetValue((run.Workspace, key), out var holder))
            return holder.IsSameRequest(run) ? new SubmissionDecision.Replay(holder.Run) : new SubmissionDecision.RefuseKey(holder.Run);
        if (run.Limits.MaxDurationSeconds > facts.DurationSecondsMax)
            return new SubmissionDecision.RefuseDuration(facts.DurationSecondsMax);
        if (open >= facts.OpenRunsMax)
            return new SubmissionDecision.RefuseQuota(OpenRunsOf.Workspace, facts.OpenRunsMax);
        foreach (var owner in RunOwner.Of(run))
        {
            var (of, max) = owner.ApiToken is null ? (OpenRunsOf.User, facts.OpenRunsPerUserMax) : (OpenRunsOf.Token, facts.OpenRunsPerTokenMax);
            if (max is { } most && owned.GetValueOrDefault(owner) >= most)
                return new SubmissionDecision.RefuseQuota(of, most);
        }

        return new SubmissionDecision.Insert();
    }
}
