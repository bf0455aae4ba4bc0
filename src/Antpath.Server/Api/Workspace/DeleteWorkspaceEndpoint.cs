using System.Diagnostics;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;
using Antpath.Workspaces;

namespace Antpath.Server.Api.Workspace;

internal static class DeleteWorkspaceEndpoint
{
    private const string Confirm = "confirm";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.DeleteWorkspace, HandleAsync)
        .Describe("""
            Deletes the workspace with everything in it. From the answer on it takes no runs and its tokens are refused. Runs that work are cancelled,
            what they created at the provider is removed, then outputs and metadata go. It cannot be undone. Only an owner may.
            """)
        .LimitsRate(RateLimitKind.CancelDelete)
        .TakesQuery(Confirm, "The workspace's name, as a confirmation. Required.")
        .Answers<WorkspaceView>(StatusCodes.Status202Accepted, "The workspace, waiting to be deleted.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.RoleInsufficient, ProblemKinds.WorkspaceClosed);

    private static async Task<IResult> HandleAsync(HttpContext context, WorkspaceDeletion deletion, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var name = query.Text(Confirm);
        if (query.Close() is { } problem)
            return problem;

        return await deletion.DeleteAsync(Authenticated.Of(context).Principal, name ?? "", cancellationToken) switch
        {
            WorkspaceDeleteResult.Requested r => TypedResults.Json(r.View, WireJson.Default.WorkspaceView, statusCode: StatusCodes.Status202Accepted),
            WorkspaceDeleteResult.NotConfirmed => NotConfirmed(query),
            WorkspaceDeleteResult.NotOwner => new ApiProblem(ProblemKinds.RoleInsufficient, "Only an owner deletes a workspace. Ask one."),
            WorkspaceDeleteResult.Closed => Refusals.WorkspaceClosed(),
            var other => throw new UnreachableException($"deleting gave {other.GetType().Name}"),
        };
    }

    private static ApiProblem NotConfirmed(QueryReader query)
    {
        query.Refuse(Confirm, $"'{Confirm}' must be the workspace's name, letter by letter; nothing was deleted.");
        return query.Close() ?? throw new UnreachableException("a refused parameter was not refused");
    }
}
