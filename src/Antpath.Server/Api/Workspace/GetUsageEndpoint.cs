using Antpath.Server.Authentication;
using Antpath.Server.Problems;
using Antpath.Workspaces;

namespace Antpath.Server.Api.Workspace;

internal static class GetUsageEndpoint
{
    private static readonly TimeSpan SpanDefault = TimeSpan.FromDays(30);
    private static readonly TimeSpan SpanMax = TimeSpan.FromDays(366);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.GetUsage, HandleAsync)
        .Describe("Runs, tokens, list cost and stored bytes of the workspace in a span of time.")
        .TakesTimeQuery("from", "Start of the span, inclusive. Default: 30 days before `until`.")
        .TakesTimeQuery("until", "End of the span, exclusive. Default: now. At most 366 days after `from`.")
        .Answers<UsageView>(StatusCodes.Status200OK, "The sums.")
        .Refuses(ProblemKinds.ParameterInvalid);

    private static async Task<IResult> HandleAsync(HttpContext context, Engine.Tenancy.Workspaces workspaces, TimeProvider time, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var givenFrom = query.Instant("from");
        var until = query.Instant("until") ?? time.GetUtcNow();
        var from = givenFrom ?? (until - DateTimeOffset.UnixEpoch > SpanDefault ? until - SpanDefault : DateTimeOffset.UnixEpoch);
        if (from >= until)
            query.Refuse("from", "'from' must lie before 'until'.");
        else if (until - from > SpanMax)
            query.Refuse("from", $"'from' may lie {SpanMax.Days} days before 'until' at most.");
        if (query.Close() is { } problem)
            return problem;

        return TypedResults.Ok(await workspaces.UsageAsync(Authenticated.Of(context).Principal.Workspace, from, until, cancellationToken));
    }
}
