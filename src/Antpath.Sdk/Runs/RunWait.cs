using Antpath.Runs;

namespace Antpath;

/// <summary>Waits for a run's end by listening to its event log, so that the answer comes promptly and an idle run costs few calls.</summary>
internal sealed class RunWait(EventFeed feed, TimeProvider time, WaitOptions options)
{
    private static readonly TimeSpan PollWait = TimeSpan.FromSeconds(25);

    // A run that writes events all the time must not be asked about all the time.
    private static readonly TimeSpan BusyLogEvery = TimeSpan.FromSeconds(1);

    /// <exception cref="WaitTimedOutException">The timeout passed first.</exception>
    public async Task<RunView> ForEndAsync(CancellationToken cancellationToken)
    {
        if (options.Timeout is not { } timeout)
        {
            var begun = await feed.RunAsync(options.OutageMax, cancellationToken).ConfigureAwait(false);
            return await ForEndAsync(begun, _ => { }, cancellationToken).ConfigureAwait(false);
        }

        using var timer = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        var first = timeout < options.OutageMax ? timeout : options.OutageMax;
        var seen = await feed.RunAsync(first, cancellationToken).ConfigureAwait(false);
        try
        {
            return await ForEndAsync(seen, run => seen = run, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new WaitTimedOutException(seen, timeout);
        }
    }

    private async Task<RunView> ForEndAsync(RunView run, Action<RunView> see, CancellationToken cancellationToken)
    {
        string? cursor = null;
        while (!Over(run))
        {
            cursor = await ForNewsAsync(cursor, cancellationToken).ConfigureAwait(false);
            run = await feed.RunAsync(options.OutageMax, cancellationToken).ConfigureAwait(false);
            see(run);
        }

        return run;
    }

    // returns when the run may have changed: Antpath's own entries tell of every change of status, phase and clean-up
    private async Task<string?> ForNewsAsync(string? cursor, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await feed.PageAsync(cursor, PollWait, RunListLimits.EventsMax, options.OutageMax, cancellationToken).ConfigureAwait(false);
            cursor = page.NextCursor ?? cursor;
            if (page.HasMore)
                continue;
            if (page.Closed || page.Data.Count > 0)
                await Task.Delay(NewsPause(page), time, cancellationToken).ConfigureAwait(false);
            if (page.Closed || page.Data.Count == 0 || page.Data.Any(entry => entry.Source == "antpath"))
                return cursor;
        }
    }

    private static TimeSpan NewsPause(EventPage page) =>
        !page.Closed && page.Data.Any(entry => entry.Source == "antpath") ? TimeSpan.Zero : BusyLogEvery;

    private bool Over(RunView run) => RunStatus.IsTerminal(run.Status) && (!options.UntilCleanedUp || run.CleanedUpAt is not null);
}
