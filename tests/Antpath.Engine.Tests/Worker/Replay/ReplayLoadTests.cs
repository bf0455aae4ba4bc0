using System.Globalization;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Worker.Replay;

/// <summary>Many whole sessions at once, with a little of every kind of trouble.</summary>
public sealed class ReplayLoadTests(TestServer server)
{
    /// <summary>How many runs; more for a longer look. Default 50; range 1 to 5000.</summary>
    private const string RunsVariable = "ANTPATH_TEST_LOAD_RUNS";

    private const int RunsDefault = 50;
    private const int RunsMax = 5_000;

    [Fact]
    public async Task Full_sessions_side_by_side_all_end_and_leave_nothing()
    {
        var count = Environment.GetEnvironmentVariable(RunsVariable) is { } text
            ? Math.Clamp(int.Parse(text, CultureInfo.InvariantCulture), 1, RunsMax)
            : RunsDefault;
        await using var database = await server.CreateDatabaseAsync();
        await using var bed = await ReplayBed.StartAsync(database.ConnectionString);
        await bed.BreakAsync(new { kind = "drop_after", probability = 0.01, seed = 1 });
        await bed.BreakAsync(new { kind = "status_before", status = 503, probability = 0.03, seed = 2 });
        await bed.BreakAsync(new { kind = "slow_body", method = "GET", probability = 0.02, seed = 3, delay = new { milliseconds = 2 } });

        var runs = await bed.PlayAsync(count, "recorded-files", "recorded-tools", "recorded-trouble", "recorded-refusal");

        Assert.Equal(count, runs.Count);
        await bed.AssertNothingWasLostOrDoubledAsync();
        Assert.Equal(count / 4, await bed.Engine.ScalarAsync<long>("select count(*) from runs where status = 'failed'"));
        Assert.Equal(0L, await bed.Engine.ScalarAsync<long>("select count(*) from runs where status not in ('succeeded', 'failed')"));
    }
}
