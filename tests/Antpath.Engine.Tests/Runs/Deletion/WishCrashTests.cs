using Antpath.Engine.Runs.Deletion;
using Antpath.Testing.Postgres;
using Npgsql;

namespace Antpath.Engine.Tests.Runs.Deletion;

/// <summary>
/// Wishes to delete are a transaction each and touch nothing outside the database. Their process dies with its connection: in front of the first write,
/// and at the commit, when everything is written. Behind the commit it is <see cref="PurgeMatrixTests"/> from there.
/// </summary>
public sealed class WishCrashTests(TestServer server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Deaths { get; } = new MatrixTheoryData<string, bool>(["run", "outputs", "workspace"], [false, true]);

    [Theory]
    [MemberData(nameof(Deaths))]
    public async Task A_wish_whose_process_dies_is_not_recorded_at_all_and_asked_again_it_is_carried_out_once(string wish, bool atCommit)
    {
        await using var ground = await PurgeGround.StartAsync(server);
        await ground.FinishedRunAsync("one", "two");
        var before = await PurgeFacts.ReadAsync(ground);
        await using var connection = await ground.Engine.Database.OpenConnectionAsync(Stop);
        await using (var holding = await connection.BeginTransactionAsync(Stop))
        {
            await HoldAsync(connection, ground, atCommit ? "audit_heads" : wish == "workspace" ? "workspace_counters" : "runs");
            var asking = Task.Run(() => AskAsync(ground, wish), Stop);
            var dying = await WaitingFor.OneAsync(ground.Engine.Database, connection.ProcessID, asking);
            await ground.Engine.ExecuteAsync("select pg_terminate_backend($1)", dying);
            await Assert.ThrowsAnyAsync<NpgsqlException>(() => asking);
        }

        var after = await PurgeFacts.ReadAsync(ground);
        await AskAsync(ground, wish);
        await AskAsync(ground, wish);
        for (var n = 0; n < 3; n++)
            await new PurgeWorker(ground, false, _ => default).SweepAsync();

        Assert.Equal(before, after);
        Assert.Equal(
            wish switch
            {
                "run" => "runs deleted | rows 0 | outputs | audit run.delete run.purge | events | ledger 0 of 6 | members 1",
                "outputs" => "runs succeeded | rows 0 | outputs deleted 3 | audit output.delete | events run.outputs_deleted | ledger 0 of 6 | members 1",
                _ => "runs deleted | rows 0 | outputs | audit run.purge workspace.delete workspace.purge | events | ledger 0 of 6 | members 0",
            },
            await PurgeFacts.ReadAsync(ground));
        Assert.False(await PurgeFacts.DriftedAsync(ground));
    }

    private static async Task AskAsync(PurgeGround ground, string wish)
    {
        var (engine, me) = (ground.Engine, ground.Me);
        var run = new Ids.RunId(await engine.ScalarAsync<Guid>("select id from runs where workspace_id = $1", me.Workspace.Value));
        switch (wish)
        {
            case "run":
                await engine.Get<RunDeletion>().DeleteAsync(me, run, Stop);
                break;
            case "outputs":
                await engine.Get<OutputsDeletion>().DeleteAsync(me, run, Stop);
                break;
            default:
                var name = await engine.ScalarAsync<string>("select name from workspaces where id = $1", me.Workspace.Value);
                await engine.Get<WorkspaceDeletion>().DeleteAsync(me, name!, Stop);
                break;
        }
    }

    private static async Task HoldAsync(NpgsqlConnection connection, PurgeGround ground, string table)
    {
        await using var command = new NpgsqlCommand($"select true from {table} where workspace_id = $1 for update", connection)
        {
            Parameters = { new() { Value = ground.Me.Workspace.Value } },
        };
        Assert.Equal(true, await command.ExecuteScalarAsync(Stop)); // it is there to be held
    }
}
