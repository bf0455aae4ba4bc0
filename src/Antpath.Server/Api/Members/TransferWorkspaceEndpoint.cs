using Antpath.Engine.Tenancy.Members;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Ids;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;
using Antpath.Workspaces;

namespace Antpath.Server.Api.Members;

internal static class TransferWorkspaceEndpoint
{
    private const string Member = "member";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.TransferWorkspace, HandleAsync)
        .LimitsRate(RateLimitKind.Member)
        .Describe("Makes another member the owner in the place of the token's person, who becomes an admin. Only an owner may.")
        .TakesQuery(Member, "The new owner's id, `usr_…`. Required.")
        .Answers<MemberList>(StatusCodes.Status200OK, "The members as they are now.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.RoleInsufficient, ProblemKinds.MemberNotFound, ProblemKinds.WorkspaceClosed);

    private static async Task<IResult> HandleAsync(HttpContext context, WorkspaceMembers members, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var named = query.Text(Member);
        if (query.Close() is { } unknown)
            return unknown;
        if (named is null)
        {
            query.Refuse(Member, $"'{Member}' is required: who becomes the owner.");
            return query.Close()!;
        }

        return AppUserId.TryParse(named, out var member)
            ? MemberAnswers.Of(await members.TransferAsync(Authenticated.Of(context).Principal, member, cancellationToken))
            : MemberAnswers.MemberNotFound();
    }
}
