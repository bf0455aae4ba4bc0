using System.Diagnostics;
using Antpath.Engine.Runs;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;

namespace Antpath.Server.Api.Runs;

internal static class CancelRunEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.CancelRun, HandleAsync)
        .Describe("""
            Asks the run to stop. What the session already wrote is still captured, then everything is cleaned up. May be repeated; a run that
            is already over is answered as it is.
            """)
        .LimitsRate(RateLimitKind.CancelDelete)
        .TakesRunId()
        .Answers<RunView>(StatusCodes.Status202Accepted, "The run, with the cancel noted.")
        .Answers<RunView>(StatusCodes.Status200OK, "The run was already over and is unchanged.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.RunNotFound);

    private static async Task<IResult> HandleAsync(HttpContext context, string runId, RunCancellation cancellation, CancellationToken cancellationToken)
    {
        if (new QueryReader(context.Request.Query).Close() is { } problem)
            return problem;
        if (!RunId.TryParse(runId, out var run))
            return Refusals.RunNotFound();

        return await cancellation.CancelAsync(Authenticated.Of(context).Principal, run, cancellationToken) switch
        {
            CancelResult.Requested r => TypedResults.Json(r.View, WireJson.Default.RunView, statusCode: StatusCodes.Status202Accepted),
            CancelResult.AlreadyTerminal t => TypedResults.Ok(t.View),
            CancelResult.NotFound => Refusals.RunNotFound(),
            var other => throw new UnreachableException($"cancelling gave {other.GetType().Name}"),
        };
    }
}
