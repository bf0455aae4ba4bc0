using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Engine.Secrets;
using Antpath.Engine.Telemetry;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;
using Npgsql;

namespace Antpath.Engine.Tests.Runs.Lifecycle.Journal;

public sealed class StepWriterTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private readonly Lazy<EngineUnderTest> _engine = new(() => new EngineUnderTest(database.ConnectionString));

    private EngineUnderTest Engine => _engine.Value;

    private StepWriter Writer => new(Engine.WorkerDatabase, Engine.WorkerGet<ISecretVault>(), Engine.WorkerGet<AntpathMetrics>());

    public ValueTask DisposeAsync() => _engine.IsValueCreated ? _engine.Value.DisposeAsync() : default;

    [Fact]
    public async Task Many_runs_commit_together_and_each_gets_its_own_answer()
    {
        var principal = await Engine.NewPrincipalAsync();
        var leases = await ClaimAsync(principal, 40);
        var writer = Writer;

        var results = await Task.WhenAll(leases.Select(l => writer.CommitAsync(l, Told("first"), new RecordStepFailure(2))));

        Assert.All(results, r => Assert.Equal([1, 1], Assert.IsType<CommitResult.Committed>(r).Rows));
        var transactions = await Engine.ScalarAsync<long>(
            "select count(distinct e.xmin::text) from run_events e where e.workspace_id = $1 and e.type = 'first'", principal.Workspace.Value);
        Assert.InRange(transactions, 1, 20);
    }

    [Fact]
    public async Task A_row_that_cannot_be_written_fails_its_own_run_and_no_other()
    {
        var leases = await ClaimAsync(await Engine.NewPrincipalAsync(), 10);
        var writer = Writer;

        var commits = leases.Select((l, n) => writer.CommitAsync(l, n == 4 ? new RecordStepFailure(-1) : new RecordStepFailure(1))).ToList();

        await Assert.ThrowsAsync<PostgresException>(() => commits[4]);
        foreach (var (commit, n) in commits.Select((c, n) => (c, n)).Where(c => c.n != 4))
            Assert.True(await commit is CommitResult.Committed, $"commit {n}");
    }

    [Fact]
    public async Task A_write_that_does_not_find_the_state_it_leaves_is_refused_with_all_its_neighbours_in_the_step()
    {
        var lease = Assert.Single(await ClaimAsync(await Engine.NewPrincipalAsync(), 1));

        await Assert.ThrowsAsync<UnexpectedRowsException>(
            () => Writer.CommitAsync(lease, Told("never"), new MovePhase(RunStatus.Dispatched, RunStatus.ProviderRunning, "code", "Sentence.")));

        Assert.Equal(0L, await CountEventsAsync(lease.Run, "never"));
    }

    [Theory]
    [InlineData("update run_leases set lease_token = gen_random_uuid() where run_id = $1")]
    [InlineData("update run_leases set lease_expires_at = now() - interval '1 second' where run_id = $1")]
    [InlineData("update run_leases set lease_owner = null, lease_token = null, lease_expires_at = null where run_id = $1")]
    [InlineData("delete from run_leases where run_id = $1")]
    public async Task A_lease_that_does_not_hold_any_more_writes_nothing(string change)
    {
        var lease = Assert.Single(await ClaimAsync(await Engine.NewPrincipalAsync(), 1));
        await Engine.ExecuteAsync(change, lease.Run.Value);

        var result = await Writer.CommitAsync(lease, Told("never"));

        Assert.IsType<CommitResult.LeaseLost>(result);
        Assert.False(lease.Held);
        Assert.Equal(0L, await CountEventsAsync(lease.Run, "never"));
    }

    [Fact]
    public async Task The_fence_says_what_users_asked_for_meanwhile()
    {
        var lease = Assert.Single(await ClaimAsync(await Engine.NewPrincipalAsync(), 1));
        await Engine.ExecuteAsync("update runs set cancel_requested_at = now() where id = $1", lease.Run.Value);

        var committed = Assert.IsType<CommitResult.Committed>(await Writer.CommitAsync(lease, Told("seen")));

        Assert.Equal(new RunSignals(CancelRequested: true, DeleteRequested: false, DeadlinePassed: false), committed.Signals);
    }

    [Fact]
    public async Task A_committed_step_forgets_the_claims_that_failed_before()
    {
        var lease = Assert.Single(await ClaimAsync(await Engine.NewPrincipalAsync(), 1));
        await Engine.ExecuteAsync("update run_leases set claim_count = 7 where run_id = $1", lease.Run.Value);

        await Writer.CommitAsync(lease, Told("progress"));

        Assert.Equal((short)0, await Engine.ScalarAsync<short>("select claim_count from run_leases where run_id = $1", lease.Run.Value));
    }

    [Fact]
    public async Task A_provider_event_is_logged_once_however_often_it_is_listed()
    {
        var lease = Assert.Single(await ClaimAsync(await Engine.NewPrincipalAsync(), 1));
        var attempt = new AttemptId(Guid.CreateVersion7());
        var writer = Writer;
        await writer.CommitAsync(lease, new StartAttempt(attempt, 1));

        for (var listing = 0; listing < 3; listing++)
            await writer.CommitAsync(lease, new AppendEvents(attempt, [Provider("a"), Provider("b"), .. listing == 1 ? [Provider("c")] : Array.Empty<NewEvent>()]));

        Assert.Equal("a1,b2,c3", await Engine.ScalarAsync<string>(
            "select string_agg(provider_event_id || (sequence - 1)::text, ',' order by sequence) from run_events where run_id = $1 and source = 'provider'",
            lease.Run.Value));
    }

    [Fact]
    public async Task Slots_are_given_out_exactly()
    {
        var principal = await Engine.NewPrincipalAsync();
        var leases = await ClaimAsync(principal, 12);

        var results = await Task.WhenAll(leases.Select(l => Writer.CommitAsync(l, new TakeSlot(5))));

        Assert.Equal(5, results.Sum(r => Assert.IsType<CommitResult.Committed>(r).Rows[0]));
        Assert.Equal(5, await Engine.ScalarAsync<int>("select active_runs from workspace_counters where workspace_id = $1", principal.Workspace.Value));
    }

    [Fact]
    public async Task Room_for_outputs_is_given_out_exactly()
    {
        var principal = await Engine.NewPrincipalAsync();
        var leases = await ClaimAsync(principal, 12);
        var attempts = leases.ToDictionary(l => l, _ => new AttemptId(Guid.CreateVersion7()));
        foreach (var (lease, attempt) in attempts)
            await Writer.CommitAsync(lease, new StartAttempt(attempt, 1));

        var results = await Task.WhenAll(leases.Select(l => Writer.CommitAsync(l, Reserve(attempts[l], sizeBytes: 30, max: 100))));

        Assert.Equal(3, results.Sum(r => Assert.IsType<CommitResult.Committed>(r).Rows[0]));
        Assert.Equal(90L, await Engine.ScalarAsync<long>("select storage_reserved_bytes from workspace_counters where workspace_id = $1", principal.Workspace.Value));
    }

    [Fact]
    public async Task Finishing_many_runs_of_several_workspaces_at_once_neither_deadlocks_nor_miscounts()
    {
        var principals = new[] { await Engine.NewPrincipalAsync(), await Engine.NewPrincipalAsync(), await Engine.NewPrincipalAsync() };
        var leases = new List<RunLease>();
        foreach (var principal in principals)
            leases.AddRange(await ClaimAsync(principal, 15));
        StepWriter[] workers = [Writer, Writer, Writer];

        await Task.WhenAll(leases.Select((l, n) => workers[n % 3].CommitAsync(l, new FinishRun(RunStatus.Queued, new RunEnding(RunStatus.Cancelled, "cancelled_by_user", "Cancelled.")))));

        foreach (var principal in principals)
            Assert.Equal(0, await Engine.ScalarAsync<int>("select open_runs + active_runs from workspace_counters where workspace_id = $1", principal.Workspace.Value));
    }

    private static AppendEvents Told(string type) => new(null, [new NewEvent { Id = Guid.CreateVersion7(), Type = type }]);

    private static NewEvent Provider(string id) => new()
    {
        Id = Guid.CreateVersion7(), Type = "agent.message", ProviderEventId = id, ProcessedAt = DateTimeOffset.UnixEpoch, Summary = """{"length":3}""",
    };

    private static ReserveOutput Reserve(AttemptId attempt, long sizeBytes, long max) => new()
    {
        Output = new OutputId(Guid.CreateVersion7()), Attempt = attempt, ProviderFileId = "file_1", FileName = "a.txt", ContentType = "text/plain",
        SizeBytes = sizeBytes, Backend = "file_system", Bucket = "test", Path = $"p/{Guid.CreateVersion7():n}", StorageBytesMax = max,
    };

    private Task<long> CountEventsAsync(RunId run, string type) =>
        Engine.ScalarAsync<long>("select count(*) from run_events where run_id = $1 and type = $2", run.Value, type);

    private async Task<IReadOnlyList<RunLease>> ClaimAsync(Principal principal, int count)
    {
        var runs = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Engine.SubmitAsync(principal)));
        await Engine.ExecuteAsync("update run_leases set next_check_at = 'infinity' where not run_id = any ($1)", runs.Select(r => r.Value).ToArray());
        var claims = new RunLeases(Engine.WorkerDatabase, new WorkerOptions(), TimeProvider.System, Engine.WorkerGet<AntpathMetrics>());
        var leases = await claims.ClaimAsync("writer", count, 1000, CancellationToken.None);
        Assert.Equal(count, leases.Count);
        return leases;
    }
}
