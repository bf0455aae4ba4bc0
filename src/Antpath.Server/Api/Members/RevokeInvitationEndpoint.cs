using System.Diagnostics;
using Antpath.Engine.Tenancy.Members;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Ids;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;
using Antpath.Workspaces;

namespace Antpath.Server.Api.Members;

internal static class RevokeInvitationEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.RevokeInvitation, HandleAsync)
        .LimitsRate(RateLimitKind.Member)
        .Describe("Makes the link of an invitation worthless.")
        .TakesPath("invitationId", "The invitation's id, `inv_…`.")
        .Answers<InvitationList>(StatusCodes.Status200OK, "The invitations that still wait.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.RoleInsufficient, ProblemKinds.InvitationNotFound, ProblemKinds.WorkspaceClosed);

    private static async Task<IResult> HandleAsync(HttpContext context, string invitationId, Invitations invitations, CancellationToken cancellationToken)
    {
        if (new QueryReader(context.Request.Query).Close() is { } problem)
            return problem;
        if (!InvitationId.TryParse(invitationId, out var id))
            return MemberAnswers.InvitationNotFound();

        var principal = Authenticated.Of(context).Principal;
        return await invitations.RevokeAsync(principal, id, cancellationToken) switch
        {
            RevokeInvitationResult.Revoked => TypedResults.Ok(await invitations.ListAsync(principal.Workspace, cancellationToken)),
            RevokeInvitationResult.NotFound => MemberAnswers.InvitationNotFound(),
            RevokeInvitationResult.RoleInsufficient => MemberAnswers.RoleInsufficient(),
            RevokeInvitationResult.Closed => Refusals.WorkspaceClosed(),
            var other => throw new UnreachableException($"revoking gave {other}"),
        };
    }
}
