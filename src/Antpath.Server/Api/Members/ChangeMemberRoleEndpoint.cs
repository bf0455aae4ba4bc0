using Antpath.Engine.Tenancy.Members;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Ids;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;
using Antpath.Workspaces;

namespace Antpath.Server.Api.Members;

internal static class ChangeMemberRoleEndpoint
{
    private const string Role = "role";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.ChangeMemberRole, HandleAsync)
        .LimitsRate(RateLimitKind.Member)
        .Describe("""
            Gives a member another role. Nobody gives a role above their own or touches somebody above them, and a workspace keeps an owner. What the
            member's tokens may do follows the role.
            """)
        .TakesPath("memberId", "The person's id, `usr_…`.")
        .TakesQuery(Role, "The new role. Required.", MemberRole.All)
        .Answers<MemberList>(StatusCodes.Status200OK, "The members as they are now.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.RoleInsufficient, ProblemKinds.MemberNotFound, ProblemKinds.LastOwner, ProblemKinds.WorkspaceClosed);

    private static async Task<IResult> HandleAsync(HttpContext context, string memberId, WorkspaceMembers members, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var role = query.Text(Role);
        if (query.Close() is { } unknown)
            return unknown;
        if (role is null || !MemberRole.All.Contains(role, StringComparer.Ordinal))
        {
            query.Refuse(Role, $"'{Role}' must be one of {string.Join(", ", MemberRole.All)}.");
            return query.Close()!;
        }

        return AppUserId.TryParse(memberId, out var member)
            ? MemberAnswers.Of(await members.ChangeRoleAsync(Authenticated.Of(context).Principal, member, role, cancellationToken))
            : MemberAnswers.MemberNotFound();
    }
}
