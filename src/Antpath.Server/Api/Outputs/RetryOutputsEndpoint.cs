using System.Diagnostics;
using Antpath.Engine.Runs;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;

namespace Antpath.Server.Api.Outputs;

internal static class RetryOutputsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.RetryOutputs, HandleAsync)
        .Describe("""
            Has the files copied that could not be captured, for example because the workspace was full. Possible until `retryUntil` of the list of
            outputs: so long the session is kept. May be repeated; files that were captured are left alone.
            """)
        .LimitsRate(RateLimitKind.CancelDelete)
        .TakesRunId()
        .Answers<RunView>(StatusCodes.Status202Accepted, "The run; a worker tries its failed files again.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.RunNotFound, ProblemKinds.OutputsNotRetryable);

    private static async Task<IResult> HandleAsync(HttpContext context, string runId, OutputRetry retry, CancellationToken cancellationToken)
    {
        if (new QueryReader(context.Request.Query).Close() is { } problem)
            return problem;
        if (!RunId.TryParse(runId, out var run))
            return Refusals.RunNotFound();

        return await retry.RetryAsync(Authenticated.Of(context).Principal, run, cancellationToken) switch
        {
            OutputRetryResult.Requested r => TypedResults.Json(r.View, WireJson.Default.RunView, statusCode: StatusCodes.Status202Accepted),
            OutputRetryResult.NothingToRetry => new ApiProblem(
                ProblemKinds.OutputsNotRetryable, $"Nothing of {run} can be tried again: no failure is retryable, or the session is not kept any more."),
            OutputRetryResult.NotFound => Refusals.RunNotFound(),
            var other => throw new UnreachableException($"retrying gave {other.GetType().Name}"),
        };
    }
}
