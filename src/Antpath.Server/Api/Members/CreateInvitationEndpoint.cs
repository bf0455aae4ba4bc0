using System.Diagnostics;
using Antpath.Engine.Tenancy.Members;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Problems;
using Antpath.Server.Api.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Hosting;
using Antpath.Server.Members;
using Antpath.Server.Problems;
using Antpath.Workspaces;

namespace Antpath.Server.Api.Members;

internal static class CreateInvitationEndpoint
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(10);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.CreateInvitation, HandleAsync)
        .LimitsRate(RateLimitKind.Member)
        .WithMetadata(new BodyBytesMax(InvitationRequest.BytesMax + BodyBytesMax.Margin))
        .Describe("""
            Invites somebody. With an e-mail address the invitation is good for the owner of that address alone and is mailed when the deployment can;
            without one it is good for the first person who uses the link. The link is in this answer and nowhere else, works once, and ends by itself.
            Inviting the same address again replaces the earlier invitation. Nobody invites above their own role.
            """)
        .TakesInvitation()
        .Answers<NewInvitation>(StatusCodes.Status201Created, "The invitation with its link.")
        .Refuses(
            ProblemKinds.BodyMalformed, ProblemKinds.ParameterInvalid, ProblemKinds.RoleInsufficient, ProblemKinds.WorkspaceClosed, ProblemKinds.RequestTimeout,
            ProblemKinds.AlreadyMember, ProblemKinds.BodyTooLarge, ProblemKinds.ContentTypeUnsupported, ProblemKinds.SubmissionRefused,
            ProblemKinds.InvitationsQuotaExceeded);

    private static async Task<IResult> HandleAsync(HttpContext context, InvitationSending sending, SubmissionBodies bodies, CancellationToken cancellationToken)
    {
        if (new QueryReader(context.Request.Query).Close() is { } problem)
            return problem;
        if (!SubmissionBodies.IsPlainJson(context.Request))
            return new ApiProblem(ProblemKinds.ContentTypeUnsupported, "Send uncompressed UTF-8 JSON with Content-Type: application/json.");

        InvitationRequest? request;
        IReadOnlyList<Problem> problems;
        using (var body = await bodies.ReadAsync(context.Request, InvitationRequest.BytesMax, cancellationToken))
        {
            if (body.Refusal is { } refusal)
                return refusal;
            (request, problems) = InvitationRequest.Parse(body.Utf8Json.Span);
        }

        if (request is null)
            return problems.Any(p => p.Code is ProblemCodes.InvalidJson or ProblemCodes.InvalidUtf8) ? Refusals.Malformed(problems) : Refusals.Refused(problems);

        var (result, invitation) = await sending.CreateAsync(Authenticated.Of(context).Principal, request, context.Request, cancellationToken);
        return invitation is not null ? TypedResults.Json(invitation, WireJson.Default.NewInvitation, statusCode: StatusCodes.Status201Created) : Refuse(result);
    }

    private static ApiProblem Refuse(InvitationResult result) => result switch
    {
        InvitationResult.RoleInsufficient => MemberAnswers.RoleInsufficient(),
        InvitationResult.AddressInvalid => Refusals.Refused([new Problem("/email", ProblemCodes.InvalidFormat, "Expected an e-mail address such as ada@example.org.")]),
        InvitationResult.AlreadyMember => new ApiProblem(ProblemKinds.AlreadyMember, "Somebody with that address belongs to the workspace already. Change their role instead."),
        InvitationResult.TooMany t => new ApiProblem(
            ProblemKinds.InvitationsQuotaExceeded, $"{t.InvitationsMax} invitations wait for an answer already. Revoke some, or wait until they are answered.")
        {
            RetryAfter = RetryAfter,
        },
        InvitationResult.Closed => Refusals.WorkspaceClosed(),
        var other => throw new UnreachableException($"inviting gave {other.GetType().Name}"),
    };
}
