using Antpath.Engine.Tenancy.Members;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;
using Antpath.Workspaces;

namespace Antpath.Server.Api.Members;

internal static class ListInvitationsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.ListInvitations, HandleAsync)
        .Describe("The invitations that wait for an answer, newest first. Their links were shown when they were made, and are not kept.")
        .Answers<InvitationList>(StatusCodes.Status200OK, "The invitations.")
        .Refuses(ProblemKinds.ParameterInvalid);

    private static async Task<IResult> HandleAsync(HttpContext context, Invitations invitations, CancellationToken cancellationToken) =>
        new QueryReader(context.Request.Query).Close() is { } problem
            ? problem
            : TypedResults.Ok(await invitations.ListAsync(Authenticated.Of(context).Principal.Workspace, cancellationToken));
}
