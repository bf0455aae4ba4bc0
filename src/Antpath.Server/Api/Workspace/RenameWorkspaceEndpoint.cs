using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;
using Antpath.Workspaces;

namespace Antpath.Server.Api.Workspace;

internal static class RenameWorkspaceEndpoint
{
    private const string Name = "name";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.RenameWorkspace, HandleAsync)
        .LimitsRate(RateLimitKind.Member)
        .Describe("Gives the workspace another name. Its id stays, and nothing else depends on the name.")
        .TakesQuery(Name, "The new name: one line of 1 to 200 characters. Required.")
        .Answers<WorkspaceView>(StatusCodes.Status200OK, "The workspace.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.WorkspaceClosed);

    private static async Task<IResult> HandleAsync(
        HttpContext context, WorkspaceSettings settings, Engine.Tenancy.Workspaces workspaces, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var text = query.Text(Name);
        if (query.Close() is { } unknown)
            return unknown;
        if (!WorkspaceName.TryParse(text, out var name))
        {
            query.Refuse(Name, $"'{Name}' must be one line of 1 to {WorkspaceName.CharactersMax} characters.");
            return query.Close()!;
        }

        var principal = Authenticated.Of(context).Principal;
        return await settings.RenameAsync(principal, name, cancellationToken) && await workspaces.GetAsync(principal.Workspace, cancellationToken) is { } view
            ? TypedResults.Ok(view)
            : Refusals.WorkspaceClosed();
    }
}
