using Antpath.Engine.Audit;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Engine.Runs.Reconciliation.Requests;
using Antpath.Engine.Runs.Reconciliation.Strays;
using Antpath.Engine.Secrets;
using Antpath.Engine.Secrets.BuiltIn;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tests.Runs.Lifecycle;
using Antpath.Ids;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Antpath.Engine.Tests.Runs.Reconciliation;

/// <summary>What sweeps ask stays on indexes with 20,000 runs, half of them over, whatever kind of plan the server makes.</summary>
public sealed class SweepPlansTests(TestServer server)
{
    private const int WorkspaceCount = 40;
    private const int RunsPerWorkspace = 500;

    private static readonly string[] Large =
        ["runs", "run_leases", "run_attempts", "provider_resources", "output_objects", "vault_entries", "run_events", "output_capture_failures"];

    [Fact]
    public async Task No_sweep_reads_a_whole_table()
    {
        await using var bench = await SweepBench.StartAsync(server);
        await FillAsync(bench);

        await ExplainAsync(bench, "force_generic_plan");
        await ExplainAsync(bench, "force_custom_plan");
    }

    private static async Task ExplainAsync(SweepBench bench, string planCacheMode)
    {
        await using var explained = new ExplainedStatements(bench.ConnectionString, "antpath_worker", planCacheMode);
        await explained.SkipWithoutAutoExplainAsync();
        using var outputs = new TemporaryOutputs();
        var source = explained.DataSource;
        var audit = bench.Engine.Get<AuditTrail>();
        var recount = new WorkspaceRecount(source, audit, NullLogger<WorkspaceRecount>.Instance);
        var vault = new BuiltInVault(source, bench.Engine.Get<SecretEnvelope>());

        await bench.Sweep<LeaseSweep>(source, recount).SweepAsync(CancellationToken.None);
        await bench.Sweep<MissingLeaseSweep>(source).SweepAsync(CancellationToken.None);
        await bench.Sweep<CounterSweep>(source, recount).SweepAsync(CancellationToken.None);
        await bench.Sweep<JournalSweep>(source).SweepAsync(CancellationToken.None);
        await bench.Sweep<StuckSweep>(source).SweepAsync(CancellationToken.None);
        await bench.Sweep<SecretSweep>(source, vault).SweepAsync(CancellationToken.None);
        await bench.Sweep<ReservationSweep>(source, outputs.Store).SweepAsync(CancellationToken.None);
        await bench.Sweep<StorageSweep>(outputs.Store, new StoredOutputs(source, audit, Milestones.Unwatched)).SweepAsync(CancellationToken.None);
        await bench.Sweep<WorkspaceDeletionSweep>(source, new WorkspacePurge(source, audit, TimeProvider.System, Milestones.Unwatched)).SweepAsync(CancellationToken.None);
        await bench.Sweep<RetentionSweep>(source).SweepAsync(CancellationToken.None);
        await bench.Sweep<OutputRemovalSweep>(source, new RunPurge(source, audit, Milestones.Unwatched), outputs.Store).SweepAsync(CancellationToken.None);
        await new StrayJournal(source, audit).FactsAsync(ProviderResourceType.Agent, [Found("prov_1"), Found("prov_2")], CancellationToken.None);
        await new SweepClaims(source, vault, bench.Options, new WorkerOptions(), TimeProvider.System).ClaimAsync(CancellationToken.None);

        Assert.True(explained.Plans.Count >= 15, $"only {explained.Plans.Count} plans were seen");
        foreach (var plan in explained.Plans)
        {
            foreach (var table in Large)
                Assert.False(plan.Contains($"Seq Scan on {table} ", StringComparison.Ordinal), plan);
        }
    }

    private static FoundResource Found(string id) => new(
        id, null,
        new ResourceMarker { Installation = "test", Run = RunId.From(Guid.CreateVersion7()).ToString(), LocalKey = "agent", Attempt = 1, Try = 1 },
        DateTimeOffset.UnixEpoch, false);

    private static async Task FillAsync(SweepBench bench)
    {
        for (var n = 0; n < WorkspaceCount; n++)
            await FillAsync(bench.Engine, n == 0 ? bench.Me : await bench.Engine.NewPrincipalAsync());
        await bench.Engine.ExecuteAsync("update workspaces set status = 'pending_delete', pending_delete_at = now() where id = $1", bench.Me.Workspace.Value);
        // enough that both kinds of plan find some
        await bench.Engine.ExecuteAsync("update workspaces set outputs_retention_days = 30 where id in (select id from workspaces where status = 'active' order by id limit 5)");
        await bench.Engine.ExecuteAsync(
            "update runs set finished_at = finished_at - interval '31 days' where cleaned_up_at is not null and workspace_id in (select id from workspaces where outputs_retention_days is not null)");
        await bench.Engine.ExecuteAsync("analyze");
    }

    private static async Task FillAsync(EngineUnderTest engine, Principal principal)
    {
        await engine.ExecuteAsync(
            """
            insert into runs (
                workspace_id, id, creator_app_user_id, request_hash, template_name, template_hash, template_model, template_snapshot, cleanup_policy,
                max_duration_seconds, attempts_max, execution_secret_id, created_at, status, phase, outcome, outcome_code, outcome_message, finished_at,
                cleanup_status, cleaned_up_at)
            select $1, gen_random_uuid(), $2, sha256('x'), 't', 'sha256:' || repeat('0', 64), 'm', '{}', 'delete', 600, 1,
                case when n % 2 = 0 then gen_random_uuid() end, now() - n * interval '1 second',
                case when n % 2 = 0 then 'queued' else 'succeeded' end, case when n % 2 = 0 then 'queued' else 'succeeded' end,
                case when n % 2 = 1 then 'succeeded' end, case when n % 2 = 1 then 'end_turn' end, case when n % 2 = 1 then 'Done.' end,
                case when n % 2 = 1 then now() end, case when n % 2 = 0 then 'pending' else 'succeeded' end, case when n % 2 = 1 then now() end
            from generate_series(1, $3) n
            """,
            principal.Workspace.Value, principal.AppUser.Value, RunsPerWorkspace);
        await engine.ExecuteAsync(
            """
            with live as (
                insert into run_leases (workspace_id, run_id, priority, next_check_at)
                select workspace_id, id, 0, now() from runs where workspace_id = $1 and phase = 'queued'),
            secrets as (
                insert into vault_entries (id, workspace_id, run_id, kek_id, wrapped_dek, ciphertext, created_at)
                select execution_secret_id, workspace_id, id, 'k1', 'x', 'x', now() - interval '1 day' from runs where workspace_id = $1 and phase = 'queued'),
            attempts as (
                insert into run_attempts (id, workspace_id, run_id, attempt_number, state, ended_at)
                select gen_random_uuid(), workspace_id, id, 1, 'settled', now() from runs where workspace_id = $1
                returning id, workspace_id, run_id),
            resources as (
                insert into provider_resources (
                    id, workspace_id, run_id, run_attempt_id, resource_type, local_key, provider_name, state, provider_id, created_at, cleanup_status, disposed_at)
                select gen_random_uuid(), a.workspace_id, a.run_id, a.id, 'agent', 'agent', 'name', 'created', 'prov_' || a.id, now(),
                    r.cleanup_status, r.cleaned_up_at
                from attempts a
                join runs r on r.id = a.run_id),
            events as (
                insert into run_events (id, workspace_id, run_id, sequence, source, type)
                select gen_random_uuid(), workspace_id, run_id, n, 'antpath', 'told' from attempts, generate_series(1, 3) n),
            failures as (
                insert into output_capture_failures (id, workspace_id, run_id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, reason, message)
                select gen_random_uuid(), workspace_id, run_id, id, $2, 'other', 'f', 'download_failed', 'Broke off.' from attempts)
            insert into output_objects (
                id, workspace_id, run_id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, storage_backend, storage_bucket, storage_path,
                state, size_bytes, sha256, stored_at)
            select gen_random_uuid(), workspace_id, run_id, id, $2, 'file', 'f', 'file_system', 'outputs', 'wks_x/' || id, 'stored', 1, sha256('x'), now()
            from attempts
            """,
            principal.Workspace.Value, principal.AppUser.Value);
        await engine.ExecuteAsync("update runs set last_event_sequence = 3 where workspace_id = $1", principal.Workspace.Value);
        await engine.ExecuteAsync(
            "update workspace_counters set open_runs = $2 / 2, storage_used_bytes = $2 where workspace_id = $1", principal.Workspace.Value, RunsPerWorkspace);
    }
}
