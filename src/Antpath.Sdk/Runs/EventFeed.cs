using System.Runtime.CompilerServices;
using Antpath.Http;
using Antpath.Ids;
using Antpath.Runs;

namespace Antpath;

/// <summary>A run's event log as an endless-looking stream: long polls from a cursor, repeats dropped, outages survived.</summary>
internal sealed class EventFeed(ApiTransport transport, RunId run)
{
    // A server that does not hold its polls must not be asked in a tight loop.
    private static readonly TimeSpan EmptyPollEvery = TimeSpan.FromSeconds(1);

    public async IAsyncEnumerable<EventView> FollowAsync(FollowOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Check(options);
        var cursor = options.After;
        var lastSequence = 0L;
        var over = false;
        while (true)
        {
            // once the status is known to be terminal, only what is already in the log is still of interest
            var wait = over ? TimeSpan.Zero : options.PollWait;
            var page = await PageAsync(cursor, wait, RunListLimits.EventsMax, options.OutageMax, cancellationToken).ConfigureAwait(false);
            var statusMayHaveChanged = page.Data.Count == 0;
            foreach (var entry in page.Data)
            {
                cursor = entry.Cursor;
                if (entry.Sequence <= lastSequence)
                    continue;
                lastSequence = entry.Sequence;
                statusMayHaveChanged |= entry.Source == "antpath";
                yield return entry;
            }

            cursor = page.NextCursor ?? cursor;
            if (page.HasMore)
                continue;
            if (page.Closed || over)
                yield break;
            if (options.StopAtTerminalStatus && statusMayHaveChanged)
                over = RunStatus.IsTerminal((await RunAsync(options.OutageMax, cancellationToken).ConfigureAwait(false)).Status);
        }
    }

    public async IAsyncEnumerable<EventView> ListAsync(string? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var cursor = after;
        var lastSequence = 0L;
        EventPage page;
        do
        {
            page = await PageAsync(cursor, TimeSpan.Zero, RunListLimits.EventsMax, transport.Settings.Retry.Timeout, cancellationToken).ConfigureAwait(false);
            cursor = page.NextCursor ?? cursor;
            foreach (var entry in page.Data.Where(entry => entry.Sequence > lastSequence))
                yield return entry;
            lastSequence = page.Data.Count == 0 ? lastSequence : Math.Max(lastSequence, page.Data[^1].Sequence);
        }
        while (page.HasMore && page.Data.Count > 0);
    }

    /// <summary>Waits until the log has grown past the cursor, or the poll is over.</summary>
    public async Task<EventPage> PageAsync(string? after, TimeSpan wait, int limit, TimeSpan outageMax, CancellationToken cancellationToken)
    {
        var time = transport.Settings.Time;
        var asked = time.GetTimestamp();
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        var call = new ApiCall<EventPage>(HttpMethod.Get, $"v1/runs/{run}/events", WireJson.Default.EventPage)
        {
            Query = new ApiQuery().Add("after", after).Add("limit", limit).Add("wait", seconds).ToString(),
            HeldFor = TimeSpan.FromSeconds(seconds),
            Retry = PatientFor(outageMax + TimeSpan.FromSeconds(seconds)),
        };
        var page = (await transport.SendAsync(call, cancellationToken).ConfigureAwait(false)).Value;

        var pause = (wait < EmptyPollEvery ? wait : EmptyPollEvery) - time.GetElapsedTime(asked);
        if (page.Data.Count == 0 && !page.Closed && pause > TimeSpan.Zero)
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        return page;
    }

    public async Task<RunView> RunAsync(TimeSpan outageMax, CancellationToken cancellationToken)
    {
        var call = new ApiCall<RunView>(HttpMethod.Get, $"v1/runs/{run}", WireJson.Default.RunView) { Retry = PatientFor(outageMax) };
        return (await transport.SendAsync(call, cancellationToken).ConfigureAwait(false)).Value;
    }

    private RetryLimits PatientFor(TimeSpan outageMax) => transport.Settings.Retry with { AttemptsMax = int.MaxValue, Timeout = outageMax };

    private static void Check(FollowOptions options)
    {
        if (options.PollWait < TimeSpan.Zero || options.PollWait > FollowOptions.PollWaitMax)
            throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(FollowOptions.PollWait)} must be from 0 to {FollowOptions.PollWaitMax}.");
        if (options.OutageMax <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(options), $"{nameof(FollowOptions.OutageMax)} must be more than zero.");
    }
}
