namespace Antpath.Engine.Providers.Claude.Budget;

/// <summary>
/// How fast calls of one family may follow each other. Pure. A part of a minute's figure may come at once, the rest is spread, so that no minute, wherever
/// it begins, sees more calls than the figure (provider contract §3).
/// </summary>
/// <param name="Interval">Time between two calls in the long run.</param>
/// <param name="Burst">How much of that time silence saves up.</param>
internal sealed record Pace(TimeSpan Interval, TimeSpan Burst)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The pace that keeps a figure.</summary>
    /// <param name="perMinute">Calls in any minute at most.</param>
    /// <param name="burstPercent">How many of them, in percent, may be saved up.</param>
    /// <param name="shareFor">How long a turn may lie unused: it may fall into the minute after the one it was counted in.</param>
    public static Pace Of(int perMinute, int burstPercent, TimeSpan shareFor)
    {
        var burst = (int)((long)perMinute * burstPercent / 100);
        // rounded up to what the database counts in: rounded down it would be too fast
        var microseconds = (long)Math.Ceiling((Minute + shareFor).TotalMicroseconds / (perMinute - burst));
        var interval = TimeSpan.FromMicroseconds(microseconds);
        return new Pace(interval, interval * burst);
    }
}
