using Antpath.Engine.Database.Rows;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Submission;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs;

/// <summary>Queries stay on indexes in a large table, under generic plans, which are the ones every process of ours asks for.</summary>
public sealed class RunQueryPlansTests(TestServer server) : IAsyncLifetime
{
    private const int RunCount = 10_000;

    private TestDatabase _database = null!;
    private EngineUnderTest _engine = null!;
    private ExplainedStatements _explained = null!;
    private Principal _me = null!;
    private RunId _run;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _engine = new EngineUnderTest(_database.ConnectionString);
        _me = await _engine.NewPrincipalAsync();
        var neighbour = await _engine.NewPrincipalAsync();
        _run = await _engine.SubmitAsync(_me);
        await FillAsync(neighbour, RunCount / 2);
        await FillAsync(_me, RunCount / 2);
        await _engine.ExecuteAsync("analyze");
        _explained = new ExplainedStatements(_database.ConnectionString, "antpath_server");
        await _explained.SkipWithoutAutoExplainAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _explained.DisposeAsync();
        await _engine.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_reads_a_whole_table()
    {
        var queries = new RunQueries(_explained.DataSource);

        await queries.GetAsync(_me.Workspace, _run, CancellationToken.None);
        var first = Assert.IsType<PageResult<Antpath.Runs.RunPage>.Found>(await queries.ListAsync(_me.Workspace, new RunFilter(), null, 50, CancellationToken.None)).Page;
        await queries.ListAsync(_me.Workspace, new RunFilter { Statuses = ["queued"], Tags = ["t"], Template = "t" }, first.NextCursor, 50, CancellationToken.None);
        await queries.EventsAsync(_me.Workspace, _run, null, 200, CancellationToken.None);
        await queries.OutputsAsync(_me.Workspace, _run, null, 200, CancellationToken.None);
        await queries.ResourcesAsync(_me.Workspace, _run, CancellationToken.None);

        Assert.NotEmpty(_explained.Plans);
        Assert.Contains(_explained.Plans, p => p.Contains("runs_listing", StringComparison.Ordinal));
        foreach (var plan in _explained.Plans)
        {
            foreach (var table in (string[])["runs", "run_leases", "run_events", "usage_ledger"])
                Assert.False(plan.Contains($"Seq Scan on {table} ", StringComparison.Ordinal), plan);
            Assert.False(plan.Contains("Sort Key: r.created_at", StringComparison.Ordinal), plan);
        }
    }

    /// <summary>A cap below the workspace's is counted through the index, and no further than the cap.</summary>
    [Fact]
    public async Task Counting_what_somebody_has_open_reads_no_more_than_the_cap()
    {
        const int Cap = 100;
        var token = new ApiTokenId(Guid.CreateVersion7());
        RunOwner[] owners = [new(_me.Workspace, _me.AppUser, null), new(_me.Workspace, _me.AppUser, token), new(_me.Workspace, new AppUserId(Guid.CreateVersion7()), null)];
        await using var batch = _explained.DataSource.CreateBatch(_me.Workspace);
        batch.Add(SubmissionRows.CountOwned(owners, new PlanOptions { OpenRunsPerUserMax = Cap, OpenRunsPerTokenMax = Cap }));
        var open = new List<int>();
        await using (var reader = await batch.ExecuteReaderAsync(CancellationToken.None))
        {
            while (await reader.ReadAsync())
                open.Add(reader.GetInt32(3));
        }

        Assert.Equal([0, 0, Cap], open.Order());
        var plan = Assert.Single(_explained.Plans, p => p.Contains("runs", StringComparison.Ordinal));
        Assert.True(plan.Contains("runs_owned", StringComparison.Ordinal), plan);
        Assert.DoesNotContain("Seq Scan on runs", plan, StringComparison.Ordinal);
    }

    private async Task FillAsync(Principal principal, int count)
    {
        await _engine.ExecuteAsync(
            """
            insert into runs (
                workspace_id, id, creator_app_user_id, request_hash, template_name, template_hash, template_model, template_snapshot, tags, cleanup_policy,
                max_duration_seconds, attempts_max, execution_secret_id, last_event_sequence, created_at)
            select $1, gen_random_uuid(), $2, sha256('x'), 't', 'sha256:' || repeat('0', 64), 'm', '{}', array['t'], 'delete', 600, 1, gen_random_uuid(), 2,
                now() - n * interval '1 second'
            from generate_series(1, $3) n
            """,
            principal.Workspace.Value, principal.AppUser.Value, count);
        await _engine.ExecuteAsync(
            "insert into run_leases (workspace_id, run_id, priority, next_check_at) select workspace_id, id, 0, created_at from runs where workspace_id = $1 on conflict do nothing",
            principal.Workspace.Value);
        await _engine.ExecuteAsync(
            """
            insert into run_events (workspace_id, run_id, id, sequence, source, type)
            select workspace_id, id, gen_random_uuid(), n, 'antpath', 'x' from runs, generate_series(1, 2) n where workspace_id = $1 on conflict do nothing
            """,
            principal.Workspace.Value);
        await _engine.ExecuteAsync(
            """
            insert into usage_ledger (workspace_id, id, app_user_id, run_id, kind, quantity, run_event_id)
            select workspace_id, gen_random_uuid(), creator_app_user_id, id, 'input_tokens', 1, gen_random_uuid() from runs where workspace_id = $1
            """,
            principal.Workspace.Value);
    }
}
