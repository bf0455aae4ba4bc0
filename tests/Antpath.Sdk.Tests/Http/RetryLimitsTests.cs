using Antpath.Http;

namespace Antpath.Sdk.Tests.Http;

public sealed class RetryLimitsTests
{
    private static readonly RetryLimits Limits = new(5, TimeSpan.FromSeconds(100), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(10));

    [Theory]
    [InlineData(1, 0.0, 0)]
    [InlineData(1, 0.5, 125)]
    [InlineData(2, 0.5, 250)]
    [InlineData(4, 0.5, 1000)]
    public void The_wait_doubles_with_each_try_and_is_random_from_nothing_to_all_of_it(int attempt, double jitter, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Limits.NextWait(attempt, TimeSpan.Zero, retryAfter: null, jitter));

    [Fact]
    public void No_wait_of_our_own_is_longer_than_the_maximum()
    {
        var patient = Limits with { AttemptsMax = int.MaxValue };

        foreach (var attempt in (int[])[1, 7, 40, 1_000, int.MaxValue - 1])
            Assert.InRange(patient.NextWait(attempt, TimeSpan.Zero, null, 0.999)!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void What_the_server_asks_for_is_waited_at_least() =>
        Assert.Equal(TimeSpan.FromMilliseconds(30_125), Limits.NextWait(1, TimeSpan.Zero, TimeSpan.FromSeconds(30), 0.5));

    [Fact]
    public void The_last_try_is_the_last() => Assert.Null(Limits.NextWait(5, TimeSpan.Zero, null, 0.5));

    [Fact]
    public void A_wait_that_would_outlast_the_timeout_is_not_begun()
    {
        Assert.Null(Limits.NextWait(1, TimeSpan.FromSeconds(71), TimeSpan.FromSeconds(30), 0));
        Assert.NotNull(Limits.NextWait(1, TimeSpan.FromSeconds(69), TimeSpan.FromSeconds(30), 0));
    }
}
