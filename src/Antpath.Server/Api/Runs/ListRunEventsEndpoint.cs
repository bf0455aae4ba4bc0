using System.Diagnostics;
using Antpath.Engine.Runs;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Server.Authentication;
using Antpath.Server.Problems;

namespace Antpath.Server.Api.Runs;

internal static class ListRunEventsEndpoint
{
    private const int LimitDefault = 200;
    private const int WaitSecondsMax = 30;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOperation(Operations.ListRunEvents, HandleAsync)
        .Describe("""
            The run's event log after a cursor, oldest first: metadata only. With `wait` the request is held until there is something after the
            cursor or the time is over (then the page is empty). Keep the last `nextCursor` and ask again to follow a run without a gap;
            `closed` says that nothing will be added any more.
            """)
        .TakesRunId()
        .TakesQuery("after", "The cursor of the last event you have. Default: from the beginning.")
        .TakesQuery("limit", "Events on a page.", 1, RunListLimits.EventsMax, LimitDefault)
        .TakesQuery("wait", "Seconds to hold the request while there is nothing new.", 0, WaitSecondsMax, 0)
        .Answers<EventPage>(StatusCodes.Status200OK, "The events after the cursor.")
        .Refuses(ProblemKinds.ParameterInvalid, ProblemKinds.RunNotFound, ProblemKinds.RateLimited);

    private static async Task<IResult> HandleAsync(
        HttpContext context, string runId, RunQueries runs, EventWaits waits, TimeProvider time, IHostApplicationLifetime lifetime, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var asked = new Question(query.Text("after"), query.Integer("limit", LimitDefault, 1, RunListLimits.EventsMax));
        var wait = TimeSpan.FromSeconds(query.Integer("wait", 0, 0, WaitSecondsMax));
        if (query.Close() is { } problem)
            return problem;
        if (!RunId.TryParse(runId, out var run))
            return Refusals.RunNotFound();

        var workspace = Authenticated.Of(context).Principal.Workspace;
        if (wait == TimeSpan.Zero)
            return Answer(await runs.EventsAsync(workspace, run, asked.After, asked.Limit, cancellationToken));

        var since = time.GetTimestamp();
        using var seat = waits.TryJoin(workspace, run);
        while (true)
        {
            var change = seat?.NextChange();
            var result = await runs.EventsAsync(workspace, run, asked.After, asked.Limit, cancellationToken);
            if (result is not PageResult<EventPage>.Found { Page: { Data.Count: 0, Closed: false } })
                return Answer(result);
            if (change is null)
                return Refusals.RateLimited("Too many requests are waiting for events.", RetryAfter);

            var remaining = wait - time.GetElapsedTime(since);
            if (remaining <= TimeSpan.Zero || !await HappensWithinAsync(change, remaining, time, lifetime.ApplicationStopping, cancellationToken))
                return Answer(result);
        }
    }

    /// <returns>False when the time is over or the process stops: then the page stays empty.</returns>
    private static async Task<bool> HappensWithinAsync(
        Task change, TimeSpan remaining, TimeProvider time, CancellationToken stopping, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        try
        {
            await change.WaitAsync(remaining, time, either.Token);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private static IResult Answer(PageResult<EventPage> result) => result switch
    {
        PageResult<EventPage>.Found found => TypedResults.Ok(found.Page),
        PageResult<EventPage>.BadCursor => QueryReader.BadCursor("after"),
        PageResult<EventPage>.NotFound => Refusals.RunNotFound(),
        _ => throw new UnreachableException($"reading events gave {result.GetType().Name}"),
    };

    private sealed record Question(string? After, int Limit);
}
