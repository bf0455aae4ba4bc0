namespace Antpath.Engine.Runs.Lifecycle.Capture;

/// <summary>
/// Decides when a session's list of files has come to rest: files appear some seconds after the session is idle, and nothing announces the last
/// one (provider contract §11.3). A list counts from when it was asked for, however late its answer came. Pure.
/// </summary>
internal static class CaptureWindow
{
    /// <param name="listings">Listings so far, oldest first.</param>
    /// <param name="since">Timestamp at which the session settled, or capture began.</param>
    /// <param name="elapsed">Tells the time between two timestamps.</param>
    /// <param name="options">How many must agree, how far apart, for how long.</param>
    public static CaptureWindowState Look(
        IReadOnlyList<FileListing> listings, long since, Func<long, long, TimeSpan> elapsed, WorkerOptions options)
    {
        if (listings.Count == 0)
            return CaptureWindowState.Open; // however late it is: nothing was looked at yet
        var watchedFor = elapsed(since, listings[^1].AskedAt);
        if (Rests(listings, elapsed, options) && watchedFor >= Quiet(listings[^1], options))
            return CaptureWindowState.AtRest;
        return watchedFor >= options.SettleCeiling ? CaptureWindowState.Closed : CaptureWindowState.Open;
    }

    /// <summary>No file at all may also mean that the first one is late, and then every one would be lost.</summary>
    private static TimeSpan Quiet(FileListing newest, WorkerOptions options) =>
        newest.Files.Count > 0 || options.SettleQuietEmpty < options.SettleQuiet ? options.SettleQuiet : options.SettleQuietEmpty;

    private static bool Rests(IReadOnlyList<FileListing> listings, Func<long, long, TimeSpan> elapsed, WorkerOptions options)
    {
        var newest = listings[^1];
        var agreeing = 1;
        var at = newest.AskedAt;
        for (var i = listings.Count - 2; i >= 0 && agreeing < options.SettleListings; i--)
        {
            if (!listings[i].Agrees(newest))
                return false;

            // jitter may bring two looks closer together than the interval
            if (elapsed(listings[i].AnsweredAt, at) < options.SettleInterval * (1 - options.Jitter))
                continue;
            agreeing++;
            at = listings[i].AskedAt;
        }

        return agreeing >= options.SettleListings;
    }
}
