using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs;

public sealed class RunCancellationTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncLifetime
{
    private EngineUnderTest _engine = null!;
    private Principal _me = null!;

    public async ValueTask InitializeAsync()
    {
        _engine = new EngineUnderTest(database.ConnectionString);
        _me = await _engine.NewPrincipalAsync() with { RequestId = "req-1" };
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task A_wish_to_cancel_is_recorded_told_made_due_and_audited_once()
    {
        var run = await _engine.SubmitAsync(_me);
        await _engine.ExecuteAsync("update run_leases set next_check_at = now() + interval '1 hour' where run_id = $1", run.Value);

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => CancelAsync(_me, run)));

        Assert.All(results, r => Assert.NotNull(Assert.IsType<CancelResult.Requested>(r).View.CancelRequestedAt));
        Assert.Equal(2L, await _engine.ScalarAsync<long>("select last_event_sequence from runs where id = $1", run.Value));
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from run_events where run_id = $1 and type = 'run.cancel_requested' and sequence = 2", run.Value));
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from run_leases where run_id = $1 and next_check_at <= now()", run.Value));
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from audit_logs where target_id = $1 and action = 'run.cancel' and request_id = 'req-1'", run.ToString()));
    }

    [Theory]
    [InlineData("succeeded")]
    [InlineData("failed")]
    [InlineData("timed_out")]
    [InlineData("cancelled")]
    public async Task A_run_that_is_over_stays_as_it_is(string outcome)
    {
        var run = await _engine.SubmitAsync(_me);
        await _engine.FinishAsync(run, outcome);

        var result = Assert.IsType<CancelResult.AlreadyTerminal>(await CancelAsync(_me, run));

        Assert.Equal(outcome, result.View.Status);
        Assert.Null(result.View.CancelRequestedAt);
        Assert.Equal(0L, await _engine.ScalarAsync<long>("select count(*) from audit_logs where target_id = $1", run.ToString()));
    }

    [Fact]
    public async Task Another_workspaces_run_is_not_found_and_not_touched()
    {
        var run = await _engine.SubmitAsync(_me);
        var stranger = await _engine.NewPrincipalAsync();

        Assert.IsType<CancelResult.NotFound>(await CancelAsync(stranger, run));
        Assert.IsType<CancelResult.NotFound>(await CancelAsync(_me, new RunId(Guid.AllBitsSet)));
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from runs where id = $1 and cancel_requested_at is null", run.Value));
    }

    [Fact]
    public async Task A_run_that_is_being_deleted_needs_no_cancel()
    {
        var run = await _engine.SubmitAsync(_me);
        await _engine.Get<RunDeletion>().DeleteAsync(_me, run, CancellationToken.None);

        Assert.Equal(RunStatus.PendingDelete, Assert.IsType<CancelResult.AlreadyTerminal>(await CancelAsync(_me, run)).View.Status);
    }

    private Task<CancelResult> CancelAsync(Principal principal, RunId run) => _engine.Get<RunCancellation>().CancelAsync(principal, run, CancellationToken.None);
}
