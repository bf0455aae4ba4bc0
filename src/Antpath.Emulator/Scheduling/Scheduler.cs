namespace Antpath.Emulator.Scheduling;

/// <summary>One timer for everything that happens later: sessions cost an entry in a queue, not a task.</summary>
internal sealed partial class Scheduler : IDisposable
{
    private readonly TimeProvider _time;
    private readonly ILogger<Scheduler> _log;
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Action, (long Due, long Order)> _due = new();
    private readonly ITimer _timer;
    private long _order;
    private bool _disposed;

    public Scheduler(TimeProvider time, ILogger<Scheduler> log)
    {
        _time = time;
        _log = log;
        _timer = time.CreateTimer(static state => ((Scheduler)state!).RunDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void After(TimeSpan delay, Action action)
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            _due.Enqueue(action, (_time.GetTimestamp() + Ticks(delay), _order++));
            Arm();
        }
    }

    public void Clear()
    {
        lock (_gate)
            _due.Clear();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _due.Clear();
        }
        _timer.Dispose();
    }

    private long Ticks(TimeSpan delay) => (long)Math.Ceiling(delay.TotalSeconds * _time.TimestampFrequency);

    private void Arm()
    {
        if (!_due.TryPeek(out _, out (long Due, long Order) next))
            return;
        double seconds = Math.Max(0, next.Due - _time.GetTimestamp()) / (double)_time.TimestampFrequency;
        // Rounded up to a millisecond: a timer that fires early would only be armed again.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Ceiling(seconds * 1000)), Timeout.InfiniteTimeSpan);
    }

    private void RunDue()
    {
        while (TakeDue() is { } action)
        {
            try
            {
                action();
            }
#pragma warning disable CA1031 // one session's mistake must not stop the clock of all others
            catch (Exception failure)
#pragma warning restore CA1031
            {
                Log.ScheduledWorkFailed(_log, failure);
            }
        }
    }

    private Action? TakeDue()
    {
        lock (_gate)
        {
            if (_disposed)
                return null;
            if (_due.TryPeek(out _, out (long Due, long Order) next) && next.Due <= _time.GetTimestamp())
                return _due.Dequeue();
            Arm();
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Scheduled work of the emulator failed; the session it belonged to stands still. Please report this.")]
        public static partial void ScheduledWorkFailed(ILogger logger, Exception failure);
    }
}
