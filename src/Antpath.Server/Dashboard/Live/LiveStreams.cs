using System.Text;
using Antpath.Engine.Runs;
using Antpath.Ids;
using Antpath.Runs;

namespace Antpath.Server.Dashboard.Live;

/// <summary>
/// Tells open pages when to fetch themselves again. Carries no data: the page asks for it with its own authorization. A stream looks at most once a
/// second, ends after ten minutes (the browser opens a new one), and there are at most <see cref="StreamsMax"/> in a process.
/// </summary>
internal sealed class LiveStreams(RunQueries queries, TimeProvider time)
{
    /// <summary>Open streams in one process; beyond it the page is not live and says nothing.</summary>
    public const int StreamsMax = 500;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StreamLifetime = TimeSpan.FromMinutes(10);
    private int _open;

    /// <summary>Says <c>changed</c> whenever the run differs, <c>closed</c> once nothing more will happen to it.</summary>
    public Task FollowRunAsync(WorkspaceId workspace, RunId run, HttpContext http) => FollowAsync(http, async stop =>
        await queries.GetAsync(workspace, run, stop) is { } view
            ? (Mark: Digest(view), Closed: view.CleanedUpAt is not null && view.PendingDeleteAt is null)
            : (Mark: "gone", Closed: true));

    /// <summary>Says <c>changed</c> whenever the newest runs of the workspace differ. Never closes by itself.</summary>
    public Task FollowListAsync(WorkspaceId workspace, HttpContext http) => FollowAsync(http, async stop =>
        await queries.ListAsync(workspace, new RunFilter(), cursor: null, RunListLimits.PageDefault, stop) is PageResult<RunPage>.Found found
            ? (Mark: string.Concat(found.Page.Data.Select(view => view.Id + Digest(view))), Closed: false)
            : (Mark: "", Closed: false));

    private static string Digest(RunView view) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{view.Status}|{view.Phase.State}|{view.Cleanup.State}|{view.OutputCount}|{view.CaptureFailureCount}|{view.LastEventSequence}|{view.CancelRequestedAt}");

    private async Task FollowAsync(HttpContext http, Func<CancellationToken, Task<(string Mark, bool Closed)>> look)
    {
        if (Interlocked.Increment(ref _open) > StreamsMax)
        {
            Interlocked.Decrement(ref _open);
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        try
        {
            await StreamAsync(http, look);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // the page was closed
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task StreamAsync(HttpContext http, Func<CancellationToken, Task<(string Mark, bool Closed)>> look)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        var stop = http.RequestAborted;
        var began = time.GetTimestamp();
        var seen = (await look(stop)).Mark;
        await SayAsync(http.Response, ": open\n\n", stop);
        while (time.GetElapsedTime(began) < StreamLifetime)
        {
            await Task.Delay(LookEvery, time, stop);
            var (mark, closed) = await look(stop);
            if (!string.Equals(mark, seen, StringComparison.Ordinal))
                await SayAsync(http.Response, "event: changed\ndata:\n\n", stop);
            seen = mark;
            if (closed)
            {
                await SayAsync(http.Response, "event: closed\ndata:\n\n", stop);
                return;
            }
        }
    }

    private static async Task SayAsync(HttpResponse response, string frame, CancellationToken stop)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(frame), stop);
        await response.Body.FlushAsync(stop);
    }
}
