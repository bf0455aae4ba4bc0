using Antpath.Engine.Tenancy.Members;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Ids;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;
using Antpath.Workspaces;

namespace Antpath.Server.Api.Members;

internal static class RemoveMemberEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.RemoveMember, HandleAsync)
        .LimitsRate(RateLimitKind.Member)
        .Describe("""
            Removes a member; the token's own person leaves. Their tokens of this workspace are revoked for good, runs they submitted go on and stay theirs.
            The last owner stays.
            """)
        .TakesPath("memberId", "The person's id, `usr_…`.")
        .Answers<MemberList>(StatusCodes.Status200OK, "The members who are left.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.RoleInsufficient, ProblemKinds.MemberNotFound, ProblemKinds.LastOwner, ProblemKinds.WorkspaceClosed);

    private static async Task<IResult> HandleAsync(HttpContext context, string memberId, WorkspaceMembers members, CancellationToken cancellationToken)
    {
        if (new QueryReader(context.Request.Query).Close() is { } problem)
            return problem;
        return AppUserId.TryParse(memberId, out var member)
            ? MemberAnswers.Of(await members.RemoveAsync(Authenticated.Of(context).Principal, member, cancellationToken))
            : MemberAnswers.MemberNotFound();
    }
}
