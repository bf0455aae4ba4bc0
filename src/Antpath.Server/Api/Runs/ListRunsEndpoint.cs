using System.Diagnostics;
using Antpath.Engine.Runs;
using Antpath.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;

namespace Antpath.Server.Api.Runs;

internal static class ListRunsEndpoint
{
    private const int TagsMax = 16;

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.ListRuns, HandleAsync)
        .Describe("The workspace's runs, newest first, without their snapshots. Deleted runs are not listed.")
        .TakesQuery("status", "Only runs with this status; repeat it for several.", RunStatus.All, repeatable: true)
        .TakesQuery("tag", "Only runs with this tag; given several times, all of them.", repeatable: true)
        .TakesQuery("template", "Only runs of this template: its name, or its hash as `sha256:…`.")
        .TakesTimeQuery("createdAfter", "Only runs submitted after this time.")
        .TakesTimeQuery("createdBefore", "Only runs submitted before this time.")
        .TakesQuery("limit", "Runs on a page.", 1, RunListLimits.PageMax, RunListLimits.PageDefault)
        .TakesQuery("cursor", "`nextCursor` of the page before.")
        .Answers<RunPage>(StatusCodes.Status200OK, "A page of runs.")
        .Refuses(ProblemKinds.ParameterInvalid);

    private static async Task<IResult> HandleAsync(HttpContext context, RunQueries runs, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var filter = new RunFilter
        {
            Statuses = query.Texts("status", RunStatus.All.Count),
            Tags = query.Texts("tag", TagsMax),
            Template = query.Text("template"),
            CreatedAfter = query.Instant("createdAfter"),
            CreatedBefore = query.Instant("createdBefore"),
        };
        var limit = query.Integer("limit", RunListLimits.PageDefault, 1, RunListLimits.PageMax);
        var cursor = query.Text("cursor");
        if (filter.Statuses.Any(s => !RunStatus.All.Contains(s)))
            query.Refuse("status", $"'status' must be one of: {string.Join(", ", RunStatus.All)}.");
        if (query.Close() is { } problem)
            return problem;

        return await runs.ListAsync(Authenticated.Of(context).Principal.Workspace, filter, cursor, limit, cancellationToken) switch
        {
            PageResult<RunPage>.Found found => TypedResults.Ok(found.Page),
            PageResult<RunPage>.BadCursor => QueryReader.BadCursor("cursor"),
            var other => throw new UnreachableException($"listing runs gave {other.GetType().Name}"),
        };
    }
}
