using Antpath.Ids;

namespace Antpath.Engine.Runs.Submission;

/// <summary>Whose runs are counted together: a person's in a workspace, or those that one of their API tokens submitted.</summary>
/// <param name="Workspace">The workspace.</param>
/// <param name="Creator">The person.</param>
/// <param name="ApiToken">The token, or null for all of the person's runs.</param>
internal sealed record RunOwner(WorkspaceId Workspace, AppUserId Creator, ApiTokenId? ApiToken)
{
    /// <summary>Everyone a run counts for: the person, and the token if there is one.</summary>
    public static IEnumerable<RunOwner> Of(NewRun run)
    {
        yield return new RunOwner(run.Workspace, run.Creator, null);
        if (run.ApiToken is { } token)
            yield return new RunOwner(run.Workspace, run.Creator, token);
    }
}
