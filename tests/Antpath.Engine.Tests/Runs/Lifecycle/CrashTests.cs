using System.Text;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>Answers that get lost, duplicates that come late, leases that are gone. Workers that die or are overtaken: <see cref="CrashMatrixTests"/>.</summary>
public sealed class CrashTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private readonly Lazy<EngineUnderTest> _engine = new(() => new EngineUnderTest(database.ConnectionString));
    private readonly ScriptedProvider _provider = new();
    private readonly TemporaryOutputs _store = new();

    private EngineUnderTest Engine => _engine.Value;

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return _engine.IsValueCreated ? _engine.Value.DisposeAsync() : default;
    }

    [Theory]
    [InlineData("create:environment")]
    [InlineData("create:agent")]
    [InlineData("create:vault")]
    [InlineData("create:credential")]
    [InlineData("create:skill")]
    [InlineData("create:file")]
    [InlineData("create:session")]
    [InlineData("send")]
    public async Task A_lost_answer_is_looked_for_and_never_repeated(string call)
    {
        var lost = false;
        _provider.FailAfter = c => c == call && !lost && (lost = true) ? ScriptedProvider.Lost : null;
        ArrangeTwoFiles();
        var principal = await Engine.NewPrincipalAsync();
        var run = await Engine.SubmitAsync(principal, run: CrashSubmission.WithEverything());

        await FinishAsync(run);

        Assert.True(lost);
        await AssertExactlyOnceAsync(run);
    }

    [Fact]
    public async Task A_create_that_never_happened_is_asked_for_again_after_two_searches()
    {
        var failed = false;
        _provider.FailBefore = c => c == "create:agent" && !failed && (failed = true) ? ScriptedProvider.Lost : null;
        ArrangeTwoFiles();
        var principal = await Engine.NewPrincipalAsync();
        var run = await Engine.SubmitAsync(principal, run: CrashSubmission.WithEverything());

        await FinishAsync(run);

        Assert.Equal(2, _provider.Calls.Count(c => c == "create:agent"));
        Assert.True(_provider.Calls.Count(c => c == "find:agent") >= 2);
        Assert.Equal(2, _provider.Resources.Single(r => r.Type == ProviderResourceType.Agent).Marker.Try);
        await AssertExactlyOnceAsync(run);
    }

    [Fact]
    public async Task A_duplicate_that_appears_late_is_removed_too()
    {
        var failed = false;
        _provider.FailBefore = c => c == "create:agent" && !failed && (failed = true) ? ScriptedProvider.Lost : null;
        ArrangeTwoFiles();
        var principal = await Engine.NewPrincipalAsync();
        var run = await Engine.SubmitAsync(principal, run: CrashSubmission.WithEverything());
        await using var worker = Worker();
        var held = await worker.ClaimAsync(run);
        await worker.StepUntilAsync(held, RunStatus.Dispatched);

        var marker = _provider.Resources.Single(r => r.Type == ProviderResourceType.Agent).Marker with { Try = 1 };
        _provider.Resources.Add(new ScriptedResource(ProviderResourceType.Agent, "agent_late", marker));
        await worker.RunToEndAsync(held);

        Assert.Empty(_provider.Left);
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_does_nothing_more_neither_here_nor_at_the_provider()
    {
        var principal = await Engine.NewPrincipalAsync();
        var run = await Engine.SubmitAsync(principal);
        await using var first = Worker();
        var stale = await first.ClaimAsync(run);
        await first.StepUntilAsync(stale, RunStatus.SessionCreated);
        await ExpireAsync(run);
        await using var second = Worker();
        await second.ClaimAndRunAsync(run);
        var calls = _provider.Calls.Count;
        var before = await Engine.ScalarAsync<string>("select md5(string_agg(r::text, '')) from runs r where id = $1", run.Value);

        first.Time.Advance(TimeSpan.FromMinutes(1)); // its own clock stops it, without asking the database
        var result = await first.Loop.StepAsync(stale, CancellationToken.None);

        Assert.IsType<StepResult.LeaseLost>(result);
        Assert.Equal(calls, _provider.Calls.Count);
        Assert.Equal(before, await Engine.ScalarAsync<string>("select md5(string_agg(r::text, '')) from runs r where id = $1", run.Value));
    }

    private void ArrangeTwoFiles() => _provider.OnSession = s => s.OnMessage = session =>
    {
        session.Finish();
        _provider.Write(session, "a.txt", Encoding.UTF8.GetBytes("first"));
        _provider.Write(session, "b.txt", Encoding.UTF8.GetBytes("second"));
    };

    private async Task FinishAsync(RunId run)
    {
        await using var worker = Worker();
        Assert.IsType<StepResult.Over>(await worker.ClaimAndRunAsync(run));
    }

    private Task ExpireAsync(RunId run) => Engine.ExecuteAsync(
        "update run_leases set lease_expires_at = now() - interval '1 second', next_check_at = now() - interval '1 second' where run_id = $1", run.Value);

    private WorkerUnderTest Worker() => new(Engine, _provider, _store.Store);

    private async Task AssertExactlyOnceAsync(RunId run)
    {
        Assert.Equal("succeeded|succeeded|succeeded", await Engine.ScalarAsync<string>("select concat_ws('|', status, phase, cleanup_status) from runs where id = $1", run.Value));
        Assert.Single(_provider.Calls, c => c == "send");
        Assert.Equal(1, _provider.Resources.Count(r => r.Type == ProviderResourceType.Session));
        Assert.Empty(_provider.Left);
        Assert.Equal(2L, await Engine.ScalarAsync<long>("select count(*) from output_objects where run_id = $1 and state = 'stored'", run.Value));
        Assert.Equal(2L, await Engine.ScalarAsync<long>("select count(*) from output_objects where run_id = $1", run.Value));
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from output_capture_failures where run_id = $1", run.Value));
        Assert.Equal(100L, await Engine.ScalarAsync<long>("select sum(quantity)::bigint from usage_ledger where run_id = $1 and kind = 'input_tokens'", run.Value));
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from vault_entries where run_id = $1", run.Value));
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from run_leases where run_id = $1", run.Value));
        Assert.Equal("0|0|0", await Engine.ScalarAsync<string>(
            "select concat_ws('|', c.open_runs, c.active_runs, c.storage_reserved_bytes) from workspace_counters c join runs r on r.workspace_id = c.workspace_id where r.id = $1",
            run.Value));
        Assert.Equal(0L, await Engine.ScalarAsync<long>(
            "select count(*) from (select 1 from cleanup_attempts where run_id = $1 and status = 'succeeded' group by provider_resource_id having count(*) > 1) twice", run.Value));
        Assert.True(await Engine.ScalarAsync<bool>("select max(sequence) = count(*) from run_events where run_id = $1", run.Value));
    }
}
