namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>Computes waits: growing, bounded, and spread so that many runs do not come back together.</summary>
/// <param name="jitter">Random part as a share of the wait, 0 to 1.</param>
/// <param name="random">Source of the random part.</param>
internal sealed class WaitTimes(double jitter, Random random)
{
    private readonly Lock _gate = new();

    /// <summary>Doubles with each failure: base, 2 × base, … up to the maximum, plus or minus the random part.</summary>
    /// <param name="failures">Failures so far. From 1.</param>
    public TimeSpan Backoff(TimeSpan first, TimeSpan max, int failures) => Grow(first, max, failures - 1, 2, Draw(), jitter);

    /// <summary>Grows by half with each quiet look, up to the maximum, plus or minus the random part.</summary>
    /// <param name="quiet">Looks in a row without news. From 0.</param>
    public TimeSpan Poll(TimeSpan first, TimeSpan max, int quiet) => Grow(first, max, quiet, 1.5, Draw(), jitter);

    /// <summary>A wait plus or minus the random part.</summary>
    public TimeSpan Spread(TimeSpan wait) => Grow(wait, wait, 0, 1, Draw(), jitter);

    /// <summary>A moment inside a span, evenly distributed.</summary>
    public TimeSpan Within(TimeSpan span) => span * Draw();

    /// <summary>The wait itself. Pure.</summary>
    /// <param name="steps">How often it has grown. From 0.</param>
    /// <param name="draw">From [0, 1).</param>
    internal static TimeSpan Grow(TimeSpan first, TimeSpan max, int steps, double factor, double draw, double jitter)
    {
        // beyond 62 steps any wait has reached its maximum; the power would overflow
        var grown = Math.Min(first.TotalSeconds * Math.Pow(factor, Math.Clamp(steps, 0, 62)), max.TotalSeconds);
        return TimeSpan.FromSeconds(grown * (1 - jitter + 2 * jitter * draw));
    }

    private double Draw()
    {
        lock (_gate)
            return random.NextDouble();
    }
}
