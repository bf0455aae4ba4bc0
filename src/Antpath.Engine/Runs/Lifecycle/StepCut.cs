using Antpath.Engine.Runs.Claiming;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>
/// Cuts the calls of one step short: at once when its lease may not be trusted any more, and a little after somebody asked for something or the run's
/// time was up, so that a provider that does not answer cannot hold up a cancel or a delete. What a cut call has done is found out as after a crash;
/// a step that had nothing to do with the wish begins its call again, once.
/// </summary>
internal sealed class StepCut : IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly RunLease _lease;
    private readonly TimeProvider _time;
    private readonly TimeSpan _after;
    private readonly CancellationTokenSource _source;
    private readonly ITimer _timer;
    private long? _stopAt;
    private bool _over;

    /// <param name="lease">The lease the step is taken under.</param>
    /// <param name="time">The process's clock.</param>
    /// <param name="after">How long a call may still take once a stop is asked for.</param>
    /// <param name="stopping">Interrupts the step because this process stops.</param>
    public StepCut(RunLease lease, TimeProvider time, TimeSpan after, CancellationToken stopping)
    {
        (_lease, _time, _after) = (lease, time, after);
        _source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _timer = time.CreateTimer(static state => ((StepCut)state!).Look(), this, lease.TrustedFor, Timeout.InfiniteTimeSpan);
    }

    /// <summary>For every call of the step that leaves this process.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Whether this, rather than the process's end, cut the step.</summary>
    public bool Made { get; private set; }

    /// <summary>Says when the run's time is up, if the step does work that this ends.</summary>
    /// <param name="deadlineAt">Timestamp of this process.</param>
    public void EndAt(long deadlineAt)
    {
        lock (_gate)
            _stopAt = Earlier(deadlineAt + Ticks(_after));
        Look();
    }

    /// <summary>Somebody asked for something while the step is under way.</summary>
    public void Hurry()
    {
        lock (_gate)
            _stopAt = Earlier(_time.GetTimestamp() + Ticks(_after));
        Look();
    }

    public void Dispose()
    {
        lock (_gate)
            _over = true;
        _timer.Dispose();
        _source.Dispose();
    }

    private void Look()
    {
        lock (_gate)
        {
            if (_over || Made)
                return;
            var now = _time.GetTimestamp();
            if (_lease.Held && !(_stopAt <= now))
            {
                _timer.Change(NextLook(now), Timeout.InfiniteTimeSpan);
                return;
            }

            Made = true;
        }

        // outside the lock: whoever waits for a call goes on here
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // the step ended by itself in this moment
        }
    }

    /// <summary>The lease may be renewed until then; a millisecond keeps a timer that fires early from spinning.</summary>
    private TimeSpan NextLook(long now)
    {
        var next = _lease.TrustedFor;
        if (_stopAt is { } stopAt && _time.GetElapsedTime(now, stopAt) is var rest && rest < next)
            next = rest;
        return next < Shortest ? Shortest : next;
    }

    private long Earlier(long at) => _stopAt < at ? _stopAt.Value : at;

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);
}
