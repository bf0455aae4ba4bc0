using Antpath.Server.Authentication;
using Antpath.Server.Problems;
using Antpath.Workspaces;

namespace Antpath.Server.Api.Workspace;

internal static class GetWorkspaceEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.GetWorkspace, HandleAsync)
        .Describe("The workspace with its plan's limits and how much of them is in use.")
        .Answers<WorkspaceView>(StatusCodes.Status200OK, "The workspace.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.WorkspaceClosed);

    private static async Task<IResult> HandleAsync(HttpContext context, Engine.Tenancy.Workspaces workspaces, CancellationToken cancellationToken)
    {
        if (new QueryReader(context.Request.Query).Close() is { } problem)
            return problem;

        var view = await workspaces.GetAsync(Authenticated.Of(context).Principal.Workspace, cancellationToken);
        return view is null ? Refusals.WorkspaceClosed() : TypedResults.Ok(view);
    }
}
