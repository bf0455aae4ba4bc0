using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Engine.Secrets;
using Antpath.Engine.Telemetry;
using Antpath.Engine.Tenancy;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Claiming;

/// <summary>What workers ask on every claim, renewal and step stays on indexes with 100,000 live runs, whatever kind of plan the server makes.</summary>
public sealed class WorkerStatementPlansTests(TestServer server) : IAsyncLifetime
{
    private const int WorkspaceCount = 50;
    private const int RunsPerWorkspace = 2000;
    private const int AttemptsPerWorkspace = 200;

    private TestDatabase _database = null!;
    private EngineUnderTest _engine = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _engine = new EngineUnderTest(_database.ConnectionString);
        for (var n = 0; n < WorkspaceCount; n++)
            await FillAsync(await _engine.NewPrincipalAsync());
        await _engine.ExecuteAsync("analyze");
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData("force_generic_plan")]
    [InlineData("force_custom_plan")]
    public async Task No_statement_of_a_worker_reads_a_whole_table(string planCacheMode)
    {
        await using var explained = new ExplainedStatements(_database.ConnectionString, "antpath_worker", planCacheMode);
        await explained.SkipWithoutAutoExplainAsync();
        var leases = new RunLeases(explained.DataSource, new WorkerOptions(), TimeProvider.System, _engine.Get<AntpathMetrics>());
        var writer = new StepWriter(explained.DataSource, _engine.Get<ISecretVault>(), _engine.Get<AntpathMetrics>());
        var reader = new RunReader(explained.DataSource, TimeProvider.System);

        var held = await leases.ClaimAsync("plans", 50, 1000, CancellationToken.None);
        await leases.RenewAsync(held, CancellationToken.None);
        await leases.FindHurriedAsync(held, CancellationToken.None);
        await reader.ReadAsync(held[0], CancellationToken.None);
        await reader.ReadAsync(held[^1], CancellationToken.None);
        await Task.WhenAll(held.Select(l => writer.CommitAsync(l, new TakeSlot(1000), Told(), new RecordStepFailure(1))));
        await Task.WhenAll(held.Select(l => writer.CommitAsync(l, new FinishRun(RunStatus.Queued, new RunEnding(RunStatus.Cancelled, "code", "Sentence.")))));
        await leases.ReleaseAsync(held, TimeSpan.Zero, CancellationToken.None);

        Assert.Equal(50, held.Count);
        Assert.True(explained.Plans.Count > 8, $"only {explained.Plans.Count} plans were seen");
        foreach (var plan in explained.Plans)
        {
            foreach (var table in (string[])["runs", "run_leases", "run_events", "run_attempts", "provider_resources", "usage_ledger"])
                Assert.False(plan.Contains($"Seq Scan on {table} ", StringComparison.Ordinal), plan);
        }
    }

    private static AppendEvents Told() => new(null, [new NewEvent { Id = Guid.CreateVersion7(), Type = "told" }]);

    /// <summary>A quarter under way and due, a quarter held by living workers, half in the queue.</summary>
    private async Task FillAsync(Principal principal)
    {
        await _engine.ExecuteAsync(
            """
            insert into runs (
                workspace_id, id, creator_app_user_id, request_hash, template_name, template_hash, template_model, template_snapshot, cleanup_policy,
                max_duration_seconds, attempts_max, execution_secret_id, created_at)
            select $1, gen_random_uuid(), $2, sha256('x'), 't', 'sha256:' || repeat('0', 64), 'm', '{}', 'delete', 600, 1, gen_random_uuid(), now() - n * interval '1 second'
            from generate_series(1, $3) n
            """,
            principal.Workspace.Value, principal.AppUser.Value, RunsPerWorkspace);
        await _engine.ExecuteAsync(
            """
            insert into run_leases (workspace_id, run_id, priority, rank_at, next_check_at, waiting, active, lease_owner, lease_token, lease_expires_at)
            select workspace_id, id, n % 3, created_at - n % 3 * interval '1 minute', case when held then now() + interval '20 seconds' else created_at end, n % 2 = 0, n % 2 = 1,
                case when held then 'other' end, case when held then gen_random_uuid() end, case when held then now() + interval '20 seconds' end
            from (select workspace_id, id, created_at, n, n % 4 = 1 as held from (select *, row_number() over () as n from runs where workspace_id = $1) numbered) mixed
            """,
            principal.Workspace.Value);
        await _engine.ExecuteAsync(
            """
            with attempts as (
                insert into run_attempts (id, workspace_id, run_id, attempt_number, provider_session_id)
                select gen_random_uuid(), workspace_id, run_id, 1, 'session' from run_leases where workspace_id = $1 and not waiting limit $2
                returning id, workspace_id, run_id),
            resources as (
                insert into provider_resources (id, workspace_id, run_id, run_attempt_id, resource_type, local_key, provider_name)
                select gen_random_uuid(), workspace_id, run_id, id, 'agent', 'agent', 'name' from attempts)
            insert into run_events (id, workspace_id, run_id, sequence, run_attempt_id, source, provider_event_id, type, processed_at)
            select gen_random_uuid(), workspace_id, run_id, n, id, 'provider', 'event_' || n, 'agent.message', now()
            from attempts, generate_series(1, 3) n
            """,
            principal.Workspace.Value, AttemptsPerWorkspace);
        await _engine.ExecuteAsync("update runs r set last_event_sequence = 3 from run_attempts a where a.run_id = r.id and r.workspace_id = $1", principal.Workspace.Value);
        await _engine.ExecuteAsync(
            "update workspace_counters set open_runs = $2, active_runs = $2 / 2 where workspace_id = $1", principal.Workspace.Value, RunsPerWorkspace);
        await _engine.ExecuteAsync("update workspaces set active_runs_max = $2 where id = $1", principal.Workspace.Value, RunsPerWorkspace);
    }
}
