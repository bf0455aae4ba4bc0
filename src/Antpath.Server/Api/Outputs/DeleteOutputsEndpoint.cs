using System.Diagnostics;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;

namespace Antpath.Server.Api.Outputs;

internal static class DeleteOutputsEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.DeleteOutputs, HandleAsync)
        .Describe("""
            Deletes the captured files of a run that is over, and its manifest; what is known of the run stays. They are out of reach at once, their links
            end, and the quota is given back when the files are removed. Files that could not be captured cannot be tried again afterwards.
            """)
        .LimitsRate(RateLimitKind.CancelDelete)
        .TakesRunId()
        .Answers<RunView>(StatusCodes.Status202Accepted, "The run without its outputs.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.RunNotFound, ProblemKinds.OutputsNotSettled);

    private static async Task<IResult> HandleAsync(HttpContext context, string runId, OutputsDeletion deletion, CancellationToken cancellationToken)
    {
        if (new QueryReader(context.Request.Query).Close() is { } problem)
            return problem;
        if (!RunId.TryParse(runId, out var run))
            return Refusals.RunNotFound();

        return await deletion.DeleteAsync(Authenticated.Of(context).Principal, run, cancellationToken) switch
        {
            OutputsDeleteResult.Requested r => TypedResults.Json(r.View, WireJson.Default.RunView, statusCode: StatusCodes.Status202Accepted),
            OutputsDeleteResult.NotSettled => new ApiProblem(
                ProblemKinds.OutputsNotSettled, $"Files of {run} are still being captured; nothing was deleted. Wait for it to end, or delete the run."),
            OutputsDeleteResult.NotFound => Refusals.RunNotFound(),
            var other => throw new UnreachableException($"deleting outputs gave {other.GetType().Name}"),
        };
    }
}
