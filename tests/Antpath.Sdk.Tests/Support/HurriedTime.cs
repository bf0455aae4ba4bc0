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

    /// <summary>The waits that were hurried through, in order.</summary>
    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero && dueTime <= hurry)
        {
            _waits.Enqueue(dueTime);
            Advance(dueTime);
        }

        return timer;
    }
}
