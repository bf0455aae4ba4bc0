namespace Antpath.Engine.Runs.Lifecycle.Capture;

/// <summary>
/// Decides when a session's list of files has come to rest: files appear some seconds after the session is idle, and nothing announces the last
/// one (provider contract §11.3). Pure.
/// </summary>
internal static class CaptureWindow
{
    /// <param name="listings">Listings so far, oldest first.</param>
    /// <param name="watchedFor">Time since the session settled, or since capture began.</param>
    /// <param name="elapsed">Tells the time between two timestamps.</param>
    /// <param name="options">How many must agree, how far apart, for how long.</param>
    public static CaptureWindowState Look(
        IReadOnlyList<FileListing> listings, TimeSpan watchedFor, Func<long, long, TimeSpan> elapsed, WorkerOptions options)
    {
        if (listings.Count == 0)
            return CaptureWindowState.Open; // however late it is: nothing was looked at yet
        if (Rests(listings, elapsed, options) && watchedFor >= options.SettleQuiet)
            return CaptureWindowState.AtRest;
        return watchedFor >= options.SettleCeiling ? CaptureWindowState.Closed : CaptureWindowState.Open;
    }

    private static bool Rests(IReadOnlyList<FileListing> listings, Func<long, long, TimeSpan> elapsed, WorkerOptions options)
    {
        var newest = listings[^1];
        var agreeing = 1;
        var at = newest.At;
        for (var i = listings.Count - 2; i >= 0 && agreeing < options.SettleListings; i--)
        {
            if (!listings[i].Agrees(newest))
                return false;

            // jitter may bring two looks closer together than the interval
            if (elapsed(listings[i].At, at) < options.SettleInterval * (1 - options.Jitter))
                continue;
            agreeing++;
            at = listings[i].At;
        }

        return agreeing >= options.SettleListings;
    }
}
