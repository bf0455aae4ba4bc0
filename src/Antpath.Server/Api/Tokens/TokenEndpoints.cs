using System.Diagnostics;
using Antpath.Engine.Runs;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Ids;
using Antpath.Problems;
using Antpath.Runs;
using Antpath.Server.Api.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Hosting;
using Antpath.Server.Problems;
using Antpath.Submission;
using Antpath.Tokens;

namespace Antpath.Server.Api.Tokens;

/// <summary>The only place where what came of a change of tokens becomes HTTP.</summary>
internal static class TokenEndpoints
{
    private const string Overlap = "overlapSeconds";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapOperation(Operations.ListTokens, ListAsync)
            .Describe("The workspace's API tokens, newest first: what they may do, whose they are, and about when each was last used. Never the tokens themselves.")
            .TakesQuery("all", "`true` for those that do not work any more, too.", ["true", "false"])
            .TakesQuery("limit", "Tokens on a page.", 1, RunListLimits.PageMax, RunListLimits.PageDefault)
            .TakesQuery("cursor", "`nextCursor` of the page before.")
            .Answers<TokenPage>(StatusCodes.Status200OK, "A page of tokens.")
            .Refuses(ProblemKinds.ParameterInvalid);
        routes.MapOperation(Operations.CreateToken, CreateAsync)
            .WithMetadata(new BodyBytesMax(CreateToken.BytesMax + BodyBytesMax.Margin))
            .LimitsRate(RateLimitKind.Token)
            .Describe("""
                Makes an API token of the person behind the token that is sent: its runs are theirs. It may have any scopes their role allows. The answer
                is the only time it is shown. If the answer gets lost, revoke the token that the list shows and make another.
                """)
            .TakesNewToken()
            .Answers<CreatedToken>(StatusCodes.Status201Created, "The token.")
            .Refuses(
                ProblemKinds.BodyMalformed, ProblemKinds.ParameterInvalid, ProblemKinds.ScopesAboveRole, ProblemKinds.RequestTimeout,
                ProblemKinds.TokensQuotaExceeded, ProblemKinds.BodyTooLarge, ProblemKinds.ContentTypeUnsupported, ProblemKinds.SubmissionRefused);
        routes.MapOperation(Operations.RotateToken, RotateAsync)
            .LimitsRate(RateLimitKind.Token)
            .Describe("""
                Puts a new token in another's place: same name, scopes and length of life, owned by the person who rotates. The old one goes on working for
                the overlap, though not beyond its own end, so that programs can be changed over one by one. The answer is the only time the new one is shown.
                """)
            .TakesPath("tokenId", "The token's id, `tok_…`.")
            .TakesQuery(Overlap, "Seconds the old token goes on working; 0 ends it at once.", 0, TokenRotation.OverlapSecondsMax, TokenRotation.OverlapSecondsDefault)
            .Answers<CreatedToken>(StatusCodes.Status201Created, "The new token.")
            .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.ScopesAboveRole, ProblemKinds.TokenNotFound, ProblemKinds.TokenNotActive);
        routes.MapOperation(Operations.RevokeToken, RevokeAsync)
            .LimitsRate(RateLimitKind.Token)
            .Describe("Ends a token. Other processes may accept it for a few seconds more. May be repeated. Its runs go on.")
            .TakesPath("tokenId", "The token's id, `tok_…`.")
            .Answers<TokenView>(StatusCodes.Status200OK, "The token as it is now.")
            .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.TokenNotFound);
    }

    private static async Task<IResult> ListAsync(HttpContext context, TokenChanges tokens, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var all = query.Text("all");
        if (all is not (null or "true" or "false"))
            query.Refuse("all", "'all' must be true or false.");
        var limit = query.Integer("limit", RunListLimits.PageDefault, 1, RunListLimits.PageMax);
        var cursor = query.Text("cursor");
        if (query.Close() is { } problem)
            return problem;

        return await tokens.ListAsync(Authenticated.Of(context).Principal.Workspace, all == "true", cursor, limit, cancellationToken) switch
        {
            PageResult<TokenPage>.Found found => TypedResults.Ok(found.Page),
            PageResult<TokenPage>.BadCursor => QueryReader.BadCursor("cursor"),
            var other => throw new UnreachableException($"listing tokens gave {other.GetType().Name}"),
        };
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, TokenChanges tokens, SubmissionBodies bodies, SubmissionLimits limits, TimeProvider time, CancellationToken cancellationToken)
    {
        if (new QueryReader(context.Request.Query).Close() is { } problem)
            return problem;
        if (!SubmissionBodies.IsPlainJson(context.Request))
            return new ApiProblem(ProblemKinds.ContentTypeUnsupported, "Send uncompressed UTF-8 JSON with Content-Type: application/json.");

        CreateToken? request;
        IReadOnlyList<Problem> problems;
        using (var body = await bodies.ReadAsync(context.Request, CreateToken.BytesMax, cancellationToken))
        {
            if (body.Refusal is { } refusal)
                return refusal;
            (request, problems) = CreateToken.Parse(body.Utf8Json.Span, limits.ToJsonLimits(), time.GetUtcNow());
        }

        if (request is null)
            return problems.Any(p => p.Code is ProblemCodes.InvalidJson or ProblemCodes.InvalidUtf8) ? Refusals.Malformed(problems) : Refusals.Refused(problems);
        return Answer(await tokens.CreateAsync(Authenticated.Of(context).Principal, request, cancellationToken));
    }

    private static async Task<IResult> RotateAsync(HttpContext context, string tokenId, TokenChanges tokens, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var overlap = query.Integer(Overlap, TokenRotation.OverlapSecondsDefault, 0, TokenRotation.OverlapSecondsMax);
        if (query.Close() is { } problem)
            return problem;
        return ApiTokenId.TryParse(tokenId, out var token)
            ? Answer(await tokens.RotateAsync(Authenticated.Of(context).Principal, token, TimeSpan.FromSeconds(overlap), cancellationToken))
            : Refusals.TokenNotFound();
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, string tokenId, TokenChanges tokens, CancellationToken cancellationToken)
    {
        if (new QueryReader(context.Request.Query).Close() is { } problem)
            return problem;
        return ApiTokenId.TryParse(tokenId, out var token)
            ? Answer(await tokens.RevokeAsync(Authenticated.Of(context).Principal, token, cancellationToken))
            : Refusals.TokenNotFound();
    }

    private static IResult Answer(TokenChangeResult result) => result switch
    {
        TokenChangeResult.Made made => TypedResults.Json(
            new CreatedToken { Token = made.View, Secret = made.Text.Reveal() }, WireJson.Default.CreatedToken, statusCode: StatusCodes.Status201Created),
        TokenChangeResult.Revoked revoked => TypedResults.Ok(revoked.View),
        TokenChangeResult.NotFound => Refusals.TokenNotFound(),
        TokenChangeResult.NotActive not => Refusals.TokenNotActive(not.View),
        TokenChangeResult.AboveRole above => Refusals.ScopesAboveRole(above.Scopes),
        TokenChangeResult.TooMany many => Refusals.TooManyTokens(many.TokensMax),
        TokenChangeResult.WorkspaceClosed => Refusals.WorkspaceClosed(),
        var other => throw new UnreachableException($"changing a token gave {other.GetType().Name}"),
    };
}
