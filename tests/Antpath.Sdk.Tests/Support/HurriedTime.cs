using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Sdk.Tests.Support;

/// <summary>
/// A clock that stands still, except that waits of up to <paramref name="hurry"/> are over at once and move it on by their length. Backoffs
/// thus cost a test no time, while timeouts pass only when the test advances the clock.
/// </summary>
internal sealed class HurriedTime(TimeSpan hurry) : FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero))
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();
    private volatile TaskCompletionSource? _nextTimeout;

    /// <summary>The waits that were hurried through, in order.</summary>
    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    /// <summary>Completes when the next timeout, that is a longer timer, is set: from then on advancing the clock can fire it.</summary>
    public Task NextTimeoutSet()
    {
        var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _nextTimeout = set;
        return set.Task;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this, base.CreateTimer(callback, state, dueTime, period));
        Set(dueTime);
        return timer;
    }

    private void Set(TimeSpan dueTime)
    {
        if (dueTime > hurry)
            _nextTimeout?.TrySetResult();
        if (dueTime <= TimeSpan.Zero || dueTime > hurry)
            return;
        _waits.Enqueue(dueTime);
        Advance(dueTime);
    }

    private sealed class WatchedTimer(HurriedTime time, ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var changed = timer.Change(dueTime, period);
            time.Set(dueTime);
            return changed;
        }

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
