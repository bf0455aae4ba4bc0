using Antpath.Engine.Runs.Reconciliation;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Reconciliation;

public sealed class CounterSweepTests(TestServer server)
{
    [Fact]
    public async Task Counters_that_drifted_are_counted_again_and_told_once()
    {
        await using var bench = await SweepBench.StartAsync(server);
        var run = await bench.WorkingRunAsync();
        await bench.SubmitAsync();
        await bench.CleaningRunAsync();
        var attempt = await bench.Engine.ScalarAsync<Guid>("select id from run_attempts where run_id = $1", run.Value);
        await bench.Engine.AddOutputAsync(bench.Me, run, attempt, "kept.txt", 30);
        var deleting = await bench.Engine.AddOutputAsync(bench.Me, run, attempt, "going.txt", 5);
        var gone = await bench.Engine.AddOutputAsync(bench.Me, run, attempt, "gone.txt", 100);
        await bench.Engine.ExecuteAsync("update output_objects set state = 'deleting' where id = $1", deleting);
        await bench.Engine.ExecuteAsync("update output_objects set state = 'deleted', deleted_at = now() where id = $1", gone);
        await bench.Engine.ExecuteAsync(
            """
            insert into output_objects (id, workspace_id, run_id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, storage_backend, storage_bucket, storage_path, size_bytes)
            values (gen_random_uuid(), $1, $2, $3, $4, 'held', 'held.txt', 'file_system', 'outputs', 'held', 7)
            """,
            bench.Me.Workspace.Value, run.Value, attempt, bench.Me.AppUser.Value);
        await bench.Engine.ExecuteAsync("update workspace_counters set open_runs = 9, active_runs = 0, storage_used_bytes = 1, storage_reserved_bytes = 99");

        await bench.SweepFromTwoSidesAsync<CounterSweep>();

        Assert.Equal("2|1|35|7", await bench.CountersAsync());
        Assert.Equal("[9, 2]", await bench.Engine.ScalarAsync<string>("select detail ->> 'openRuns' from audit_logs where action = 'workspace.recount'"));
        Assert.Equal(1L, await bench.Engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'workspace.recount'"));
    }

    [Fact]
    public async Task Right_counters_are_left_alone()
    {
        await using var bench = await SweepBench.StartAsync(server);
        await bench.WorkingRunAsync();
        await bench.SubmitAsync();
        await bench.CleaningRunAsync();
        await bench.FinishedRunAsync();
        var before = await bench.CountersAsync();

        await bench.SweepFromTwoSidesAsync<CounterSweep>();

        Assert.Equal("2|1|0|0", before);
        Assert.Equal(before, await bench.CountersAsync());
        Assert.Equal(0L, await bench.Engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'workspace.recount'"));
    }

    [Fact]
    public async Task Recounting_while_runs_are_submitted_loses_none()
    {
        await using var bench = await SweepBench.StartAsync(server);
        var submitting = Task.WhenAll(Enumerable.Range(0, 40).Select(_ => bench.SubmitAsync()));

        while (!submitting.IsCompleted)
            await bench.Sweep<CounterSweep>().SweepAsync(CancellationToken.None);
        await submitting;

        Assert.Equal("40|0|0|0", await bench.CountersAsync());
        Assert.Equal(0L, await bench.Engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'workspace.recount'"));
    }
}
