namespace Antpath.Engine.Tests.Simulation;

/// <summary>
/// One process's clocks: they follow the world's, with an offset and a speed of their own. Its timers go off only when the world lets them, so the
/// machine the tests run on has no say in what is cut.
/// </summary>
/// <param name="world">The world it is in; a server outlives one.</param>
/// <param name="skew">How far its wall clock is off.</param>
/// <param name="rate">How fast its clocks run; 1 is right.</param>
/// <param name="stopped">A mutation: the clocks that tell how old a lease is stand still.</param>
internal sealed class SimulatedTime(Func<World> world, TimeSpan skew, double rate, bool stopped = false) : TimeProvider
{
    /// <summary>Timestamps do not begin at zero, so that a forgotten one shows.</summary>
    private const long FirstTimestamp = 1_000_000_000_000;

    private readonly List<SimulatedTimer> _timers = [];

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How far the wall clock is off; somebody may set it at any time.</summary>
    public TimeSpan Skew { get; set; } = skew;

    /// <summary>When the next timer goes off by the world's clock, or null.</summary>
    public DateTimeOffset? NextAt
    {
        get
        {
            lock (_timers)
            {
                var next = _timers.Min(t => t.DueAt);
                return next is null ? null : World.Start.AddTicks((long)((next.Value - FirstTimestamp) / rate)).AddMilliseconds(1);
            }
        }
    }

    public override DateTimeOffset GetUtcNow() => world().Stamp((stopped ? World.Start : world().Now) + Skew);

    public override long GetTimestamp() => stopped ? FirstTimestamp : FirstTimestamp + (long)((world().Now - World.Start).Ticks * rate);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan)
            throw new NotSupportedException("Nothing that is simulated uses a timer that repeats itself.");
        var timer = new SimulatedTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Every timer that is due goes off, the earliest first.</summary>
    public void Fire()
    {
        while (TakeDue() is { } timer)
            timer.GoOff();
    }

    internal void Set(SimulatedTimer timer, TimeSpan dueTime)
    {
        lock (_timers)
        {
            _timers.Remove(timer);
            timer.DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : GetTimestamp() + dueTime.Ticks;
            if (timer.DueAt is not null)
                _timers.Add(timer);
        }
    }

    private SimulatedTimer? TakeDue()
    {
        lock (_timers)
        {
            var timer = _timers.MinBy(t => t.DueAt);
            return timer is not null && timer.DueAt <= GetTimestamp() && _timers.Remove(timer) ? timer : null;
        }
    }
}
