using System.Diagnostics;
using Antpath.Server.Telemetry;
using OpenTelemetry.Trace;

namespace Antpath.Server.Tests.Telemetry;

public sealed class TraceSamplerTests
{
    private const int Runs = 20_000;

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void About_the_share_that_was_asked_for_of_runs_of_one_hour_is_chosen(double ratio)
    {
        var sampler = new TraceSampler(ratio);
        var hour = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        var runs = Enumerable.Range(0, Runs).Select(n => ActivityTraceId.CreateFromString($"{Guid.CreateVersion7(hour.AddMilliseconds(n * 180)):n}"));
        var chosen = runs.Count(run => Chooses(sampler, run, ActivityTraceFlags.None));

        Assert.InRange((double)chosen / Runs, ratio - 0.02, ratio + 0.02);
    }

    [Fact]
    public void Who_asks_for_a_record_is_chosen_no_more_often_and_every_process_chooses_the_same()
    {
        foreach (var id in Enumerable.Range(0, 200).Select(_ => ActivityTraceId.CreateRandom()))
        {
            var chosen = Chooses(new TraceSampler(0.3), id, ActivityTraceFlags.None);

            Assert.Equal(chosen, Chooses(new TraceSampler(0.3), id, ActivityTraceFlags.Recorded));
        }
    }

    private static bool Chooses(TraceSampler sampler, ActivityTraceId id, ActivityTraceFlags parents)
    {
        var parent = new ActivityContext(id, ActivitySpanId.CreateRandom(), parents, isRemote: true);
        return sampler.ShouldSample(new SamplingParameters(parent, id, "span", ActivityKind.Server)).Decision == SamplingDecision.RecordAndSample;
    }
}
