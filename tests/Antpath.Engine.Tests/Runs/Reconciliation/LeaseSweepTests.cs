using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Reconciliation;

public sealed class LeaseSweepTests(TestServer server)
{
    [Fact]
    public async Task A_lease_row_of_a_run_that_is_over_goes()
    {
        await using var bench = await SweepBench.StartAsync(server);
        var over = await bench.FinishedRunAsync();
        var live = await bench.WorkingRunAsync();
        await bench.Engine.ExecuteAsync(
            "insert into run_leases (workspace_id, run_id, priority, waiting, next_check_at) values ($1, $2, 0, false, now())", bench.Me.Workspace.Value, over.Value);

        await bench.SweepFromTwoSidesAsync<LeaseSweep>();

        Assert.Equal(live.Value, await bench.Engine.ScalarAsync<Guid>("select run_id from run_leases"));
    }

    [Theory]
    [InlineData("provider_running", false, false, "f|t")] // holds a slot that its row does not say
    [InlineData("provider_running", true, false, "f|t")] // would wait in the queue for a slot it has
    [InlineData("cleaning_up", false, true, "f|f")] // keeps a slot it gave back
    [InlineData("queued", true, false, "t|f")] // right as it is
    public async Task Flags_follow_the_phase_and_the_counters_follow_the_flags(string phase, bool waiting, bool active, string flags)
    {
        await using var bench = await SweepBench.StartAsync(server);
        var run = phase switch
        {
            "queued" => await bench.SubmitAsync(),
            "cleaning_up" => await bench.CleaningRunAsync(),
            _ => await bench.WorkingRunAsync(phase),
        };
        await bench.Engine.ExecuteAsync("update run_leases set waiting = $2, active = $3, next_check_at = now() + interval '1 hour' where run_id = $1", run.Value, waiting, active);

        await bench.SweepFromTwoSidesAsync<LeaseSweep>();

        Assert.Equal(flags, await bench.Engine.ScalarAsync<string>("select concat_ws('|', waiting, active) from run_leases where run_id = $1", run.Value));
        Assert.Equal(phase == "queued" ? "1|0|0|0" : phase == "cleaning_up" ? "0|0|0|0" : "1|1|0|0", await bench.CountersAsync());
    }

    [Fact]
    public async Task A_cancelled_run_does_not_wait_in_the_queue()
    {
        await using var bench = await SweepBench.StartAsync(server);
        var run = await bench.SubmitAsync();
        await bench.Engine.Get<RunCancellation>().CancelAsync(bench.Me, run, CancellationToken.None);
        await bench.Engine.ExecuteAsync("update run_leases set waiting = true where run_id = $1", run.Value);

        await bench.SweepFromTwoSidesAsync<LeaseSweep>();

        Assert.False(await bench.Engine.ScalarAsync<bool>("select waiting from run_leases where run_id = $1", run.Value));
    }

    [Fact]
    public async Task A_live_run_without_a_lease_row_gets_one_and_is_due()
    {
        await using var bench = await SweepBench.StartAsync(server);
        var queued = await bench.SubmitAsync();
        var working = await bench.WorkingRunAsync();
        await bench.FinishedRunAsync();
        await bench.Engine.ExecuteAsync("delete from run_leases");

        await bench.SweepFromTwoSidesAsync<MissingLeaseSweep>();

        Assert.Equal(2L, await bench.Engine.ScalarAsync<long>("select count(*) from run_leases where next_check_at <= now()"));
        Assert.Equal("t|f", await bench.Engine.ScalarAsync<string>("select concat_ws('|', waiting, active) from run_leases where run_id = $1", queued.Value));
        Assert.Equal("f|t", await bench.Engine.ScalarAsync<string>("select concat_ws('|', waiting, active) from run_leases where run_id = $1", working.Value));
    }

    [Fact]
    public async Task Every_row_is_looked_at_whatever_the_batch()
    {
        await using var bench = await SweepBench.StartAsync(server);
        bench.Options.Batch = 2;
        for (var i = 0; i < 5; i++)
            await bench.SubmitAsync();
        await bench.Engine.ExecuteAsync("delete from run_leases");
        var sweep = bench.Sweep<MissingLeaseSweep>();

        for (var pass = 0; pass < 3; pass++)
            await sweep.SweepAsync(CancellationToken.None);

        Assert.Equal(5L, await bench.Engine.ScalarAsync<long>("select count(*) from run_leases"));
    }
}
