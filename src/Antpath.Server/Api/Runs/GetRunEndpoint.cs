using Antpath.Engine.Runs;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;

namespace Antpath.Server.Api.Runs;

internal static class GetRunEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.GetRun, HandleAsync)
        .Describe("""
            One run with its status, phase, clean-up and redacted template snapshot. `status` settles when the outputs are captured; `phase` and
            `cleanup` go on until what the run created at the provider, and its secret, are gone.
            """)
        .TakesRunId()
        .Answers<RunView>(StatusCodes.Status200OK, "The run.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.RunNotFound);

    private static async Task<IResult> HandleAsync(HttpContext context, string runId, RunQueries runs, CancellationToken cancellationToken)
    {
        if (new QueryReader(context.Request.Query).Close() is { } problem)
            return problem;
        if (!RunId.TryParse(runId, out var run))
            return Refusals.RunNotFound();

        var view = await runs.GetAsync(Authenticated.Of(context).Principal.Workspace, run, cancellationToken);
        return view is null ? Refusals.RunNotFound() : TypedResults.Ok(view);
    }
}
