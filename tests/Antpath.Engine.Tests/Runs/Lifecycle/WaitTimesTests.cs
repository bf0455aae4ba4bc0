using Antpath.Engine.Runs.Lifecycle;
using CsCheck;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

public sealed class WaitTimesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(5, 32)]
    [InlineData(6, 60)]
    [InlineData(1_000_000, 60)]
    public void A_wait_doubles_up_to_its_maximum(int steps, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), WaitTimes.Grow(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), steps, 2, 0.5, 0.2));

    [Fact]
    public void Every_wait_stays_within_its_bounds() => Gen.Select(Gen.Int[1, 10_000], Gen.Int[1, 1000], Gen.Int[0, 2000], Gen.Double[0, 0.999], Gen.Double[0, 0.9])
        .Sample((firstMs, factor, steps, draw, jitter) =>
        {
            var first = TimeSpan.FromMilliseconds(firstMs);
            var max = first * factor;

            var wait = WaitTimes.Grow(first, max, steps, 2, draw, jitter);

            Assert.InRange(wait.TotalSeconds, first.TotalSeconds * (1 - jitter) - 1e-6, max.TotalSeconds * (1 + jitter) + 1e-6);
        });
}
