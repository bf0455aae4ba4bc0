using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Ids;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Antpath.Engine.Tests.Runs.Deletion;

/// <summary>
/// Whoever writes a run's files locks the run first, then its rows, then the workspace's counters. Without the first, two sweeps at the same run lock its
/// rows in the orders of two indexes, and each waits for what the other holds.
/// </summary>
public sealed class WriteOrderTests(TestServer server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Writes { get; } = ["mark", "give_back", "erase", "drop_reservation", "mark_lost", "delete_outputs", "delete_run"];

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_write_about_a_runs_files_waits_for_the_run_and_holds_nothing_meanwhile(string write)
    {
        await using var ground = await PurgeGround.StartAsync(server);
        var run = await ArrangeAsync(ground, write);
        await using var connection = await ground.Engine.Database.OpenConnectionAsync(Stop);
        await using var holding = await connection.BeginTransactionAsync(Stop);
        await LockAsync(connection, "select from runs where id = $1 for update", run);

        var writing = Task.Run(() => WriteAsync(ground, run, write), Stop);
        await WaitingFor.OneAsync(ground.Engine.Database, connection.ProcessID, writing);

        // neither the rows of its files nor the counters are locked, by it or on its way
        await LockAsync(connection, "select from output_objects where run_id = $1 for update nowait", run);
        await LockAsync(connection, "select from workspace_counters where workspace_id = (select workspace_id from runs where id = $1) for update nowait", run);
        await holding.RollbackAsync(Stop);
        await writing;
    }

    [Fact]
    public async Task A_sweep_that_erases_and_one_that_gives_back_do_not_wait_for_each_other_in_a_circle()
    {
        await using var ground = await PurgeGround.StartAsync(server);
        var run = await ground.FinishedRunAsync("one", "two", "three", "four");
        await ground.DeleteAsync(run);
        await TwoOrdersAsync(ground, run);
        var purge = ground.Engine.WorkerGet<RunPurge>();
        Guid[] files = [.. (await purge.MarkFilesAsync(ground.Me.Workspace, run, 100, Stop)).Select(f => f.Id.Value)];
        await using var connection = await ground.Engine.Database.OpenConnectionAsync(Stop);
        await using var holding = await connection.BeginTransactionAsync(Stop);
        const string Third = "select from output_objects where id = (select id from output_objects where run_id = $1 order by id offset 2 limit 1) for update";
        await LockAsync(connection, Third, run);

        var erasing = Task.Run(() => purge.EraseAsync(ground.Me.Workspace, run, Stop), Stop);
        await WaitingFor.OneAsync(ground.Engine.Database, connection.ProcessID, erasing);
        var givingBack = Task.Run(() => purge.GiveBackAsync(ground.Me.Workspace, run, files, Stop), Stop);
        await WaitingFor.SomebodyAsync(ground.Engine.Database, 2, givingBack);
        await holding.RollbackAsync(Stop);

        await Task.WhenAll(erasing, givingBack); // a circle would end one of them
    }

    [Fact]
    public async Task Many_sweeps_over_the_same_runs_get_through()
    {
        await using var ground = await PurgeGround.StartAsync(server);
        for (var n = 0; n < 15; n++)
            await ground.DeleteAsync(await ground.FinishedRunAsync("one", "two", "three"));
        await ground.Engine.ExecuteAsync("update output_objects set provider_file_id = md5(provider_file_id)");

        await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(_ => (Task[])[PurgeAsync(ground), RemoveAsync(ground)]));
        await PurgeAsync(ground);

        Assert.Equal(15L, await ground.Engine.ScalarAsync<long>("select count(*) from runs where status = 'deleted'"));
        Assert.Equal(15L, await ground.Engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'run.purge'"));
        Assert.Equal(0L, await ground.Engine.ScalarAsync<long>("select sum(storage_used_bytes)::bigint from workspace_counters"));
        Assert.False(await PurgeFacts.DriftedAsync(ground));
    }

    private static async Task<RunId> ArrangeAsync(PurgeGround ground, string write)
    {
        var run = await ground.FinishedRunAsync("one", "two");
        if (write is "drop_reservation")
            await ground.ReserveAsync(run);
        if (write is "mark" or "give_back" or "erase")
            await ground.DeleteAsync(run);
        if (write is "give_back")
            await ground.Engine.WorkerGet<RunPurge>().MarkFilesAsync(ground.Me.Workspace, run, 100, Stop);
        return run;
    }

    private static async Task WriteAsync(PurgeGround ground, RunId run, string write)
    {
        var (engine, workspace) = (ground.Engine, ground.Me.Workspace);
        var purge = engine.WorkerGet<RunPurge>();
        var file = await engine.ScalarAsync<Guid>("select id from output_objects where run_id = $1 order by id limit 1", run.Value);
        var path = await engine.ScalarAsync<string>("select storage_path from output_objects where id = $1", file);
        await (write switch
        {
            "mark" => purge.MarkFilesAsync(workspace, run, 100, Stop),
            "give_back" => purge.GiveBackAsync(workspace, run, [file], Stop),
            "erase" => purge.EraseAsync(workspace, run, Stop),
            "drop_reservation" => ActivatorUtilities.CreateInstance<ReservationSweep>(engine.WorkerServices, ground.Outputs.Store).SweepAsync(Stop),
            "mark_lost" => engine.WorkerGet<StoredOutputs>().MarkLostAsync(new StoredRow(workspace, run, new OutputId(file), path!, null), Stop),
            "delete_outputs" => engine.Get<OutputsDeletion>().DeleteAsync(ground.Me, run, Stop),
            "delete_run" => engine.Get<RunDeletion>().DeleteAsync(ground.Me, run, Stop),
            _ => throw new ArgumentOutOfRangeException(nameof(write), write, "No such write."),
        });
    }

    /// <summary>
    /// Leaves the planner one index for each statement: the removal of an attempt goes by the provider's ids, giving back goes by ours, and they run against
    /// each other. Which it takes otherwise changes with the sizes of tables.
    /// </summary>
    private static async Task TwoOrdersAsync(PurgeGround ground, RunId run)
    {
        await ground.Engine.ExecuteAsync("drop index output_objects_run");
        await ground.Engine.ExecuteAsync("alter table output_objects drop constraint output_objects_workspace_id_id_key");
        await ground.Engine.ExecuteAsync(
            """
            do $$ begin
                execute format('alter database %I set enable_seqscan = off', current_database());
                execute format('alter database %I set enable_bitmapscan = off', current_database());
            end $$
            """);
        await using (var connection = await ground.Engine.WorkerDatabase.OpenConnectionAsync(Stop))
            NpgsqlConnection.ClearPool(connection); // a database's settings hold for new connections
        await ground.Engine.ExecuteAsync(
            """
            update output_objects o set provider_file_id = 'file_' || (100 - n.n)
            from (select id, row_number() over (order by id) as n from output_objects where run_id = $1) n
            where o.id = n.id
            """,
            run.Value);
    }

    private static Task<int> PurgeAsync(PurgeGround ground) =>
        new PurgeSweep(ground.Engine.WorkerDatabase, ground.Engine.WorkerGet<RunPurge>(), ground.Outputs.Store, NullLogger<PurgeSweep>.Instance)
            .SweepAsync(Stop);

    private static Task<int> RemoveAsync(PurgeGround ground) =>
        ActivatorUtilities.CreateInstance<OutputRemovalSweep>(ground.Engine.WorkerServices, ground.Outputs.Store).SweepAsync(Stop);

    private static async Task LockAsync(NpgsqlConnection connection, string sql, RunId run)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = run.Value } } };
        await command.ExecuteNonQueryAsync(Stop);
    }
}
