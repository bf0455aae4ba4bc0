using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Worker.Replay;

/// <summary>Recorded sessions under the real worker while the provider and the network misbehave.</summary>
public sealed class ReplayTests(TestServer server) : IAsyncLifetime
{
    private TestDatabase? _database;
    private ReplayBed? _bed;

    private ReplayBed Bed => _bed!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _bed = await ReplayBed.StartAsync(_database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (_bed is not null)
            await _bed.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("recorded-files", RunStatus.Succeeded, 3)]
    [InlineData("recorded-tools", RunStatus.Succeeded, 1)]
    [InlineData("recorded-trouble", RunStatus.Succeeded, 1)]
    [InlineData("recorded-refusal", RunStatus.Failed, 0)]
    public async Task A_recorded_session_ends_as_it_did(string recording, string status, int files)
    {
        var run = Assert.Single(await Bed.PlayAsync(1, recording));

        Assert.Equal((status, CleanupStatus.Succeeded), await Bed.EndOfAsync(run));
        Assert.Equal(files, await Bed.Engine.ScalarAsync<long>("select count(*) from output_objects where run_id = $1", run.Value));
        await Bed.AssertNothingWasLostOrDoubledAsync();
    }

    [Theory]
    [InlineData("drop_before")]
    [InlineData("drop_after")]
    [InlineData("reset")]
    [InlineData("truncated_body")]
    public async Task Disconnects_anywhere_lose_and_double_nothing(string kind)
    {
        await Bed.BreakAsync(new { kind, probability = 0.08, seed = 11 });

        var runs = await Bed.PlayAsync(6, "recorded-files", "recorded-tools");

        await AssertSucceededAsync(runs);
        Assert.Contains(await Bed.CallsAsync(), call => call.Fault == kind);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(529)]
    public async Task Transient_answers_are_waited_out(int status)
    {
        await Bed.BreakAsync(new { kind = "status_before", status, probability = 0.1, seed = 5, retry_after = status == 429 ? 1 : (int?)null });

        var runs = await Bed.PlayAsync(6, "recorded-files", "recorded-trouble");

        await AssertSucceededAsync(runs);
        Assert.Contains(await Bed.CallsAsync(), call => call.Fault == "status_before" && call.Status == status);
    }

    [Fact]
    public async Task Errors_after_the_fact_are_told_from_errors_before_it()
    {
        await Bed.BreakAsync(new { kind = "status_after", status = 500, method = "POST", probability = 0.3, seed = 3 });

        var runs = await Bed.PlayAsync(6, "recorded-files", "recorded-tools");

        await AssertSucceededAsync(runs);
        Assert.Contains(await Bed.CallsAsync(), call => call is { Method: "POST", Fault: "status_after" });
    }

    [Fact]
    public async Task Latency_and_slow_bodies_only_take_time()
    {
        await Bed.BreakAsync(new { kind = "latency", probability = 0.3, seed = 2, delay = new { distribution = "exponential", milliseconds = 100, max_milliseconds = 1_000 } });
        await Bed.BreakAsync(new { kind = "slow_body", method = "GET", probability = 0.2, seed = 4, delay = new { milliseconds = 2 } });

        var runs = await Bed.PlayAsync(6, "recorded-files", "recorded-tools");

        await AssertSucceededAsync(runs);
        var calls = await Bed.CallsAsync();
        Assert.All((string[])["latency", "slow_body"], fault => Assert.Contains(calls, call => call.Fault == fault));
    }

    [Fact]
    public async Task Failing_removals_are_repeated_within_bounds_until_nothing_is_left()
    {
        const int Failures = 4;
        string[] removals = ["DELETE /v1/sessions/{session}", "DELETE /v1/environments/{environment}", "POST /v1/agents/{agent}/archive"];
        foreach (var removal in removals)
            await Bed.BreakAsync(new { kind = "status_before", status = 500, method = removal.Split(' ')[0], path = removal.Split(' ')[1], count = Failures });
        await Bed.BreakAsync(new { kind = "no_content", method = "DELETE", probability = 0.5, seed = 6 });

        var runs = await Bed.PlayAsync(2, "recorded-files");

        await AssertSucceededAsync(runs);
        var calls = await Bed.CallsAsync();
        Assert.All(removals, removal => Assert.InRange(calls.Count(call => $"{call.Method} {call.Path}" == removal), runs.Count + 1, (2 * runs.Count) + Failures));
    }

    [Fact]
    public async Task A_stream_of_slow_chunks_delivers_a_recorded_turn_whole_and_in_order()
    {
        await Bed.BreakAsync(new { kind = "slow_body", method = "GET", path = "/v1/sessions/{session}/events/stream", delay = new { milliseconds = 10 } });
        await using var claude = await Providers.Claude.ClaudeTestBed.StartAsync(Bed.Provider);
        using var consumer = new StreamConsumer(Bed.Provider, claude.Key);
        var session = await consumer.NewSessionAsync(TestContext.Current.CancellationToken);

        var streamed = await consumer.FollowAsync(session, "[[scenario: recorded-tools timing=off]]", TestContext.Current.CancellationToken);

        var listed = await consumer.ListAsync(session, TestContext.Current.CancellationToken);
        Assert.Equal("session.status_idle", streamed[^1].Type);
        Assert.Equal(listed.Select(e => e.Id), streamed.Select(e => e.Id).Distinct(StringComparer.Ordinal));
        Assert.Equal(2, streamed.Count(e => e.Type == "user.message")); // queued, then processed
    }

    private async Task AssertSucceededAsync(IReadOnlyList<Ids.RunId> runs)
    {
        foreach (var run in runs)
            Assert.Equal((RunStatus.Succeeded, CleanupStatus.Succeeded), await Bed.EndOfAsync(run));
        await Bed.AssertNothingWasLostOrDoubledAsync();
    }
}
