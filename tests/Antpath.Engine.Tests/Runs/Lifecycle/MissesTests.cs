using Antpath.Engine.Runs.Lifecycle;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

public sealed class MissesTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();
    private readonly Misses _misses = new();

    [Fact]
    public void One_look_proves_nothing_however_long_ago()
    {
        var askedAt = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromHours(1));

        Assert.False(_misses.Prove("prompt", askedAt, _time, Grace));
    }

    [Fact]
    public void A_second_look_proves_when_it_was_asked_for_a_grace_period_after_the_first_was_answered()
    {
        Look("prompt", TimeSpan.Zero);
        _time.Advance(Grace);

        Assert.True(Look("prompt", TimeSpan.Zero));
    }

    [Fact]
    public void A_late_answer_tells_of_the_time_it_was_asked_for()
    {
        Look("prompt", TimeSpan.Zero);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.False(Look("prompt", takes: Grace));
    }

    [Fact]
    public void The_first_look_counts_from_its_answer()
    {
        Look("prompt", takes: Grace);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.False(Look("prompt", TimeSpan.Zero));
    }

    [Fact]
    public void Each_subject_is_looked_for_on_its_own_and_again_once_it_may_be_there()
    {
        Look("prompt", TimeSpan.Zero);
        _time.Advance(Grace);

        Assert.False(Look("environment", TimeSpan.Zero));
        _misses.Forget("prompt");
        Assert.False(Look("prompt", TimeSpan.Zero));
    }

    private bool Look(string subject, TimeSpan takes)
    {
        var askedAt = _time.GetTimestamp();
        _time.Advance(takes);
        return _misses.Prove(subject, askedAt, _time, Grace);
    }
}
