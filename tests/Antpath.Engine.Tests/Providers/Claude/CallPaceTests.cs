using Antpath.Engine.Providers.Claude;
using CsCheck;

namespace Antpath.Engine.Tests.Providers.Claude;

public sealed class CallPaceTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void A_burst_goes_at_once_and_then_the_pace_holds()
    {
        var pace = new CallPace(interval: Second, burst: 3 * Second);
        var waits = Enumerable.Range(0, 7).Select(_ => Wait(pace, Hour)).ToList();

        Assert.Equal([TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, Second, 2 * Second, 3 * Second], waits);
    }

    [Fact]
    public void Silence_saves_up_no_more_than_the_burst()
    {
        var pace = new CallPace(interval: Second, burst: 2 * Second);
        var later = TimeSpan.FromDays(1);

        Assert.Equal([TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, Second], Enumerable.Range(0, 4).Select(_ => Wait(pace, Hour, later)));
    }

    [Fact]
    public void Too_long_a_wait_takes_no_turn_and_says_when_to_come_back()
    {
        var pace = new CallPace(interval: 10 * Second, burst: TimeSpan.Zero);
        Assert.True(pace.TryTake(Hour, waitMax: TimeSpan.Zero, out _));

        Assert.False(pace.TryTake(Hour, waitMax: 4 * Second, out var comeBackIn));
        Assert.Equal(6 * Second, comeBackIn);
        Assert.True(pace.TryTake(Hour + comeBackIn, waitMax: 4 * Second, out var wait));
        Assert.Equal(4 * Second, wait);
    }

    [Fact]
    public void A_hold_moves_the_next_turn_and_never_earlier()
    {
        var pace = new CallPace(interval: Second, burst: Second);
        pace.HoldUntil(Hour + (30 * Second));
        pace.HoldUntil(Hour + (5 * Second));

        Assert.Equal(30 * Second, Wait(pace, Hour));
    }

    [Fact]
    public void It_is_idle_when_nothing_of_the_burst_is_used()
    {
        var pace = new CallPace(interval: Second, burst: 2 * Second);
        Assert.True(pace.IdleAt(Hour));
        Wait(pace, Hour);

        Assert.False(pace.IdleAt(Hour));
        Assert.True(pace.IdleAt(Hour + Second));
    }

    [Fact]
    public void Whatever_the_order_of_asking_no_window_holds_more_than_burst_and_pace() => Gen.Int[0, 3000].Array[1, 200].Sample(gaps =>
    {
        var pace = new CallPace(interval: Second, burst: 5 * Second);
        var now = Hour;
        var turns = new List<TimeSpan>();
        foreach (var gap in gaps)
        {
            now += TimeSpan.FromMilliseconds(gap);
            if (pace.TryTake(now, waitMax: Hour, out var wait))
                turns.Add(now + wait);
        }

        // one more than the burst may start at the same time; from there on one a second
        return turns.Select((turn, i) => turns.Take(i + 1).Count(t => t > turn - (10 * Second)) <= 16).All(held => held);
    });

    private static TimeSpan Wait(CallPace pace, TimeSpan now, TimeSpan? later = null)
    {
        Assert.True(pace.TryTake(now + (later ?? TimeSpan.Zero), waitMax: TimeSpan.FromDays(1), out var wait));
        return wait;
    }
}
