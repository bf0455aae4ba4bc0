using Antpath.Engine.Tenancy.Members;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;
using Antpath.Workspaces;

namespace Antpath.Server.Api.Members;

internal static class ListMembersEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.ListMembers, HandleAsync)
        .Describe("Everybody in the workspace, the highest role first.")
        .Answers<MemberList>(StatusCodes.Status200OK, "The members.")
        .Refuses(ProblemKinds.ParameterInvalid);

    private static async Task<IResult> HandleAsync(HttpContext context, WorkspaceMembers members, CancellationToken cancellationToken) =>
        new QueryReader(context.Request.Query).Close() is { } problem
            ? problem
            : TypedResults.Ok(await members.ListAsync(Authenticated.Of(context).Principal.Workspace, cancellationToken));
}
