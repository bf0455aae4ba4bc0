using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Deletion;

public sealed class RunDeletionTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncLifetime
{
    private EngineUnderTest _engine = null!;
    private Principal _me = null!;

    public async ValueTask InitializeAsync()
    {
        _engine = new EngineUnderTest(database.ConnectionString);
        _me = await _engine.NewPrincipalAsync();
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Deleting_work_that_goes_on_cancels_it_and_shows_pending_delete()
    {
        var run = await _engine.SubmitAsync(_me);

        var view = Assert.IsType<DeleteResult.Requested>(await DeleteAsync(_me, run)).View;

        Assert.Equal((RunStatus.PendingDelete, "delete_requested"), (view.Status, view.StatusReason.Code));
        Assert.Equal(RunStatus.Queued, view.Phase.State); // the lifecycle goes its own way
        Assert.NotNull(view.CancelRequestedAt);
        Assert.NotNull(view.PendingDeleteAt);
        var listed = await _engine.Get<RunQueries>().ListAsync(_me.Workspace, new RunFilter { Statuses = [RunStatus.PendingDelete] }, null, 10, CancellationToken.None);
        Assert.Equal(run, Assert.Single(Assert.IsType<PageResult<RunPage>.Found>(listed).Page.Data).Id);
    }

    [Fact]
    public async Task Asking_twice_records_once()
    {
        var run = await _engine.SubmitAsync(_me);

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => DeleteAsync(_me, run)));

        Assert.All(results, r => Assert.IsType<DeleteResult.Requested>(r));
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from run_events where run_id = $1 and type = 'run.delete_requested'", run.Value));
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from audit_logs where target_id = $1 and action = 'run.delete'", run.ToString()));
    }

    [Fact]
    public async Task A_finished_run_is_not_cancelled_by_its_deletion()
    {
        var run = await _engine.SubmitAsync(_me);
        await _engine.FinishAsync(run);

        var view = Assert.IsType<DeleteResult.Requested>(await DeleteAsync(_me, run)).View;

        Assert.Null(view.CancelRequestedAt);
        Assert.Equal(RunStatus.PendingDelete, view.Status);
    }

    [Fact]
    public async Task Another_workspaces_run_is_not_found()
    {
        var run = await _engine.SubmitAsync(_me);

        Assert.IsType<DeleteResult.NotFound>(await DeleteAsync(await _engine.NewPrincipalAsync(), run));
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from runs where id = $1 and pending_delete_at is null", run.Value));
    }

    private Task<DeleteResult> DeleteAsync(Principal principal, RunId run) => _engine.Get<RunDeletion>().DeleteAsync(principal, run, CancellationToken.None);
}
