using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Engine.Secrets;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Reconciliation;

/// <summary>Journals, secrets and wishes that fell behind their runs.</summary>
public sealed class RowSweepTests(TestServer server)
{
    [Fact]
    public async Task An_open_intent_of_a_cleaned_up_run_is_listed_as_left()
    {
        await using var bench = await SweepBench.StartAsync(server);
        var run = await bench.FinishedRunAsync();
        var attempt = await bench.Engine.AddAttemptAsync(bench.Me, run);
        await AddIntentAsync(bench, run.Value, attempt);
        var live = await bench.WorkingRunAsync();
        await AddIntentAsync(bench, live.Value, await bench.Engine.ScalarAsync<Guid>("select id from run_attempts where run_id = $1", live.Value));

        await bench.SweepFromTwoSidesAsync<JournalSweep>();

        var view = await bench.Engine.Get<RunQueries>().GetAsync(bench.Me.Workspace, run, CancellationToken.None);
        Assert.Equal("succeeded", view!.Status);
        Assert.Equal("cleanup_failed", view.Phase.State);
        Assert.Equal("failed", view.Cleanup.State);
        Assert.Equal("failed", await bench.Engine.ScalarAsync<string>("select cleanup_status from provider_resources where run_id = $1", run.Value));
        Assert.Equal(1L, await bench.Engine.ScalarAsync<long>("select count(*) from cleanup_attempts where run_id = $1 and error_code = 'forgotten'", run.Value));
        Assert.Equal(1L, await bench.Engine.ScalarAsync<long>("select count(*) from run_events where run_id = $1 and type = 'run.resources_left'", run.Value));
        Assert.Equal("pending", await bench.Engine.ScalarAsync<string>("select cleanup_status from provider_resources where run_id = $1", live.Value));
    }

    [Fact]
    public async Task Secrets_that_nothing_refers_to_are_destroyed()
    {
        await using var bench = await SweepBench.StartAsync(server);
        var live = await bench.SubmitAsync();
        var over = await bench.SubmitAsync();
        var entry = await bench.Engine.ScalarAsync<Guid>("select id from vault_entries where run_id = $1", over.Value);
        await bench.Engine.ExecuteAsync("create table kept_entry as select * from vault_entries where id = $1".Replace("$1", $"'{entry}'", StringComparison.Ordinal));
        await bench.Engine.FinishAsync(over);
        await bench.Engine.ExecuteAsync("insert into vault_entries select * from kept_entry");
        await bench.Engine.ExecuteAsync(
            "insert into vault_entries (id, workspace_id, run_id, kek_id, wrapped_dek, ciphertext) values (gen_random_uuid(), $1, gen_random_uuid(), 'k1', 'x', 'x')", bench.Me.Workspace.Value);

        await bench.SweepFromTwoSidesAsync<SecretSweep>();
        var young = await bench.Engine.ScalarAsync<long>("select count(*) from vault_entries");
        await bench.Engine.ExecuteAsync("update vault_entries set created_at = now() - interval '1 hour'");
        await bench.SweepFromTwoSidesAsync<SecretSweep>();

        Assert.Equal(3L, young);
        Assert.Equal(live.Value, await bench.Engine.ScalarAsync<Guid>("select run_id from vault_entries"));
        var secret = await bench.Engine.ScalarAsync<Guid>("select execution_secret_id from runs where id = $1", live.Value);
        Assert.NotNull(await bench.Engine.Get<ISecretVault>().OpenAsync(bench.Me.Workspace, live, secret, CancellationToken.None));
    }

    [Fact]
    public async Task A_cancel_that_was_forgotten_is_made_due()
    {
        await using var bench = await SweepBench.StartAsync(server);
        var forgotten = await bench.WorkingRunAsync();
        var fresh = await bench.WorkingRunAsync();
        var deleted = await bench.WorkingRunAsync();
        await bench.Engine.Get<RunCancellation>().CancelAsync(bench.Me, forgotten, CancellationToken.None);
        await bench.Engine.Get<RunCancellation>().CancelAsync(bench.Me, fresh, CancellationToken.None);
        await bench.Engine.Get<RunDeletion>().DeleteAsync(bench.Me, deleted, CancellationToken.None);
        await bench.Engine.ExecuteAsync("update runs set cancel_requested_at = now() - interval '1 hour' where id = $1", forgotten.Value);
        await bench.Engine.ExecuteAsync("update runs set pending_delete_at = now() - interval '1 hour', cancel_requested_at = now() where id = $1", deleted.Value);
        await bench.Engine.ExecuteAsync("update run_leases set next_check_at = now() + interval '1 day'");

        await bench.SweepFromTwoSidesAsync<StuckSweep>();

        Assert.Equal(2L, await bench.Engine.ScalarAsync<long>(
            "select count(*) from run_leases where next_check_at <= now() and run_id in ($1, $2)", forgotten.Value, deleted.Value));
        Assert.Equal(0L, await bench.Engine.ScalarAsync<long>("select count(*) from run_leases where next_check_at <= now() and run_id = $1", fresh.Value));
    }

    private static Task AddIntentAsync(SweepBench bench, Guid run, Guid attempt) => bench.Engine.ExecuteAsync(
        """
        insert into provider_resources (id, workspace_id, run_id, run_attempt_id, resource_type, local_key, provider_name)
        values (gen_random_uuid(), $1, $2, $3, 'agent', 'agent', 'antpath-test')
        """,
        bench.Me.Workspace.Value, run, attempt);
}
