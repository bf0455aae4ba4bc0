using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tests.Runs.Lifecycle;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Tests.Runs.Deletion;

/// <summary>Outputs that go without their run: because somebody wants it, or because they are old.</summary>
public sealed class OutputsDeletionTests(TestServer server) : IAsyncLifetime
{
    private readonly TemporaryOutputs _outputs = new();
    private TestDatabase _database = null!;
    private EngineUnderTest _engine = null!;
    private Principal _me = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync(); // a sweep sees every workspace
        _engine = new EngineUnderTest(_database.ConnectionString);
        _me = await _engine.NewPrincipalAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _outputs.Dispose();
        await _engine.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task The_outputs_go_and_the_run_stays()
    {
        var run = await FinishedRunAsync("a", "b");

        Assert.IsType<OutputsDeleteResult.Requested>(await DeleteAsync(run));
        Assert.IsType<OutputsDeleteResult.Requested>(await DeleteAsync(run));
        var before = await OutputsAsync(run);
        Assert.Equal(2, _outputs.Contents().Count);
        Assert.Equal(2, await RemoveAsync());
        Assert.Equal(0, await RemoveAsync());

        Assert.Equal((0, 1, true), (before.Data.Count, before.Failures.Count, before.DeletedAt is not null));
        Assert.Empty(_outputs.Contents());
        var view = Assert.IsType<RunView>(await _engine.Get<RunQueries>().GetAsync(_me.Workspace, run, Stop));
        Assert.Equal((RunStatus.Succeeded, 0, 0L), (view.Status, view.OutputCount, view.Usage.StoredBytes));
        Assert.Equal("0 0 0", await SumsAsync());
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'output.delete' and target_id = $1", run.ToString()));
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from run_events where run_id = $1 and type = 'run.outputs_deleted'", run.Value));
    }

    [Fact]
    public async Task A_run_that_is_not_over_keeps_its_outputs()
    {
        var run = await _engine.SubmitAsync(_me);

        Assert.IsType<OutputsDeleteResult.NotSettled>(await DeleteAsync(run));
        Assert.IsType<OutputsDeleteResult.NotFound>(await _engine.Get<OutputsDeletion>().DeleteAsync(await _engine.NewPrincipalAsync(), run, Stop));
        Assert.Null((await OutputsAsync(run)).DeletedAt);
    }

    [Fact]
    public async Task What_the_store_does_not_remove_is_tried_again_and_counts_until_it_is_gone()
    {
        var run = await FinishedRunAsync("a", "b", "c");
        await DeleteAsync(run);
        var stubborn = new StubbornStore(_outputs.Store, leaves: 1);

        await RemoveAsync(stubborn);
        var between = await SumsAsync();
        stubborn.Leaves = 0;
        await RemoveAsync(stubborn);

        Assert.Equal("1 1 1", between);
        Assert.Equal("0 0 0", await SumsAsync());
        Assert.Empty(_outputs.Contents());
    }

    [Fact]
    public async Task A_crash_after_the_objects_went_is_made_good_by_the_next_pass()
    {
        var run = await FinishedRunAsync("a", "b");
        await DeleteAsync(run);
        foreach (var path in await PathsAsync(run))
            await _outputs.Store.DeleteAsync(path, Stop);

        Assert.Equal(2, await RemoveAsync());

        Assert.Equal("0 0 0", await SumsAsync());
    }

    [Fact]
    public async Task Two_workers_that_remove_at_once_give_back_each_byte_once()
    {
        for (var i = 0; i < 5; i++)
            await DeleteAsync(await FinishedRunAsync("a", "b", "c"));

        await Task.WhenAll(RemoveAsync(), RemoveAsync(), RemoveAsync());

        Assert.Equal("0 0 0", await SumsAsync());
    }

    [Fact]
    public async Task Outputs_older_than_their_workspace_keeps_them_go()
    {
        var old = await FinishedRunAsync("old");
        var young = await FinishedRunAsync("young");
        var elsewhere = await FinishedRunAsync(await _engine.NewPrincipalAsync(), "theirs");
        foreach (var run in new[] { old, elsewhere })
            await _engine.ExecuteAsync("update runs set created_at = created_at - interval '40 days', finished_at = finished_at - interval '31 days' where id = $1", run.Value);

        Assert.Equal(0, await ExpireAsync());
        Assert.True(await _engine.Get<WorkspaceSettings>().KeepOutputsAsync(_me, 30, Stop));
        Assert.Equal(1, await ExpireAsync());
        Assert.Equal(1, await ExpireAsync());
        await RemoveAsync();

        Assert.Equal((0, true), ((await OutputsAsync(old)).Data.Count, (await OutputsAsync(old)).DeletedAt is not null));
        Assert.Equal((1, true), ((await OutputsAsync(young)).Data.Count, (await OutputsAsync(young)).DeletedAt is null));
        Assert.Equal(["theirs", "young"], _outputs.Contents());
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'output.expire' and workspace_id = $1 and detail ->> 'runs' = '1'", _me.Workspace.Value));
        Assert.Equal("5 5 5", await SumsAsync());
    }

    [Fact]
    public async Task Runs_whose_session_is_still_kept_are_not_too_old()
    {
        var run = await FinishedRunAsync("kept");
        await _engine.ExecuteAsync(
            """
            update runs set created_at = created_at - interval '40 days', finished_at = finished_at - interval '31 days', cleaned_up_at = null,
                cleanup_status = 'in_progress', phase = 'cleaning_up'
            where id = $1
            """,
            run.Value);
        await _engine.Get<WorkspaceSettings>().KeepOutputsAsync(_me, 30, Stop);

        await ExpireAsync();

        Assert.Null((await OutputsAsync(run)).DeletedAt);
    }

    [Fact]
    public async Task Retention_off_keeps_everything()
    {
        var run = await FinishedRunAsync("kept");
        await _engine.ExecuteAsync("update runs set created_at = created_at - interval '40 days', finished_at = finished_at - interval '31 days' where id = $1", run.Value);
        await _engine.Get<WorkspaceSettings>().KeepOutputsAsync(_me, 30, Stop);
        await _engine.Get<WorkspaceSettings>().KeepOutputsAsync(_me, null, Stop);

        Assert.Equal(0, await ExpireAsync());
        Assert.Null((await OutputsAsync(run)).DeletedAt);
        Assert.Equal(2L, await _engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'workspace.change' and workspace_id = $1", _me.Workspace.Value));
    }

    private Task<RunId> FinishedRunAsync(params string[] contents) => FinishedRunAsync(_me, contents);

    private async Task<RunId> FinishedRunAsync(Principal principal, params string[] contents)
    {
        var run = await _engine.SubmitAsync(principal);
        var attempt = await _engine.AddAttemptAsync(principal, run);
        await _engine.AddCaptureFailureAsync(principal, run, attempt, "lost.txt");
        foreach (var content in contents)
        {
            var path = _outputs.Store.NewPath(principal.Workspace);
            using var bytes = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content));
            await _outputs.Store.WriteAsync(path, bytes, 100, Stop);
            var output = await _engine.AddOutputAsync(principal, run, attempt, content, content.Length);
            await _engine.ExecuteAsync("update output_objects set storage_bucket = $2, storage_path = $3 where id = $1", output, _outputs.Store.Bucket, path.Value);
        }

        await _engine.FinishAsync(run);
        return run;
    }

    private Task<OutputsDeleteResult> DeleteAsync(RunId run) => _engine.Get<OutputsDeletion>().DeleteAsync(_me, run, Stop);

    private async Task<OutputList> OutputsAsync(RunId run) =>
        Assert.IsType<PageResult<OutputList>.Found>(await _engine.Get<RunQueries>().OutputsAsync(_me.Workspace, run, null, 100, Stop)).Page;

    private async Task<IReadOnlyList<OutputPath>> PathsAsync(RunId run)
    {
        var text = await _engine.ScalarAsync<string>("select string_agg(storage_path, ' ') from output_objects where run_id = $1", run.Value);
        return [.. text!.Split(' ').Select(OutputPath.Parse)];
    }

    /// <summary>Bytes as the counter, the rows and the ledger have them.</summary>
    private Task<string?> SumsAsync() => _engine.ScalarAsync<string>(
        """
        select concat_ws(' ', c.storage_used_bytes,
            (select coalesce(sum(size_bytes), 0) from output_objects where workspace_id = $1 and state <> 'deleted'),
            (select coalesce(sum(quantity), 0) from usage_ledger where workspace_id = $1 and kind = 'storage_bytes'))
        from workspace_counters c where c.workspace_id = $1
        """,
        _me.Workspace.Value);

    private Task<int> RemoveAsync(IOutputStore? store = null) =>
        new OutputRemovalSweep(_engine.WorkerDatabase, _engine.WorkerGet<RunPurge>(), store ?? _outputs.Store, _engine.Get<SweepFindings>(), _engine.Get<IOptions<SweepOptions>>()).SweepAsync(Stop);

    private Task<int> ExpireAsync() =>
        new RetentionSweep(
            _engine.WorkerDatabase, _engine.WorkerGet<Engine.Audit.AuditTrail>(), _engine.Get<IOptions<SweepOptions>>(), Milestones.Unwatched).SweepAsync(Stop);
}
