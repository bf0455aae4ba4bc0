using System.Diagnostics;
using Antpath.Engine.Runs;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;

namespace Antpath.Server.Api.Outputs;

internal static class ListRunOutputsEndpoint
{
    private const int LimitDefault = 200;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.ListRunOutputs, HandleAsync)
        .Describe("""
            The files captured from the run's session, and those that could not be captured with the reason. File names are data: do not use them as
            paths unread.
            """)
        .TakesRunId()
        .TakesQuery("limit", "Outputs on a page.", 1, RunListLimits.OutputsMax, LimitDefault)
        .TakesQuery("cursor", "`nextCursor` of the page before.")
        .Answers<OutputList>(StatusCodes.Status200OK, "A page of outputs and failures.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.RunNotFound);

    private static async Task<IResult> HandleAsync(HttpContext context, string runId, RunQueries runs, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var limit = query.Integer("limit", LimitDefault, 1, RunListLimits.OutputsMax);
        var cursor = query.Text("cursor");
        if (query.Close() is { } problem)
            return problem;
        if (!RunId.TryParse(runId, out var run))
            return Refusals.RunNotFound();

        return await runs.OutputsAsync(Authenticated.Of(context).Principal.Workspace, run, cursor, limit, cancellationToken) switch
        {
            PageResult<OutputList>.Found found => TypedResults.Ok(found.Page),
            PageResult<OutputList>.BadCursor => QueryReader.BadCursor("cursor"),
            PageResult<OutputList>.NotFound => Refusals.RunNotFound(),
            var other => throw new UnreachableException($"listing outputs gave {other.GetType().Name}"),
        };
    }
}
