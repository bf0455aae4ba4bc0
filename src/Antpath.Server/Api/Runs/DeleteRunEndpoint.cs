using System.Diagnostics;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;

namespace Antpath.Server.Api.Runs;

internal static class DeleteRunEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.DeleteRun, HandleAsync)
        .Describe("""
            Deletes the run with its events and outputs. A run that is not over is cancelled first; the deletion itself follows when clean-up
            and storage are done, until when the run reads as `pending_delete`. It cannot be undone.
            """)
        .LimitsRate(RateLimitKind.CancelDelete)
        .TakesRunId()
        .Answers<RunView>(StatusCodes.Status202Accepted, "The run, waiting to be deleted.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.RunNotFound);

    private static async Task<IResult> HandleAsync(HttpContext context, string runId, RunDeletion deletion, CancellationToken cancellationToken)
    {
        if (new QueryReader(context.Request.Query).Close() is { } problem)
            return problem;
        if (!RunId.TryParse(runId, out var run))
            return Refusals.RunNotFound();

        return await deletion.DeleteAsync(Authenticated.Of(context).Principal, run, cancellationToken) switch
        {
            DeleteResult.Requested r => TypedResults.Json(r.View, WireJson.Default.RunView, statusCode: StatusCodes.Status202Accepted),
            DeleteResult.NotFound => Refusals.RunNotFound(),
            var other => throw new UnreachableException($"deleting gave {other.GetType().Name}"),
        };
    }
}
