using System.Text;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

public sealed class RunLifecycleTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
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

    [Fact]
    public async Task A_run_goes_from_submission_to_clean_with_its_files_and_nothing_left_behind()
    {
        _provider.OnSession = s => s.OnMessage = session =>
        {
            session.Finish();
            _provider.Write(session, "report.md", Encoding.UTF8.GetBytes("# Report"));
        };
        var principal = await Engine.NewPrincipalAsync();
        var run = await Engine.SubmitAsync(principal);
        await using var worker = Worker();

        var result = await worker.ClaimAndRunAsync(run);

        Assert.IsType<StepResult.Over>(result);
        var view = await ViewAsync(principal.Workspace, run);
        Assert.Equal((RunStatus.Succeeded, ReasonCodes.EndTurn), (view.Status, view.StatusReason.Code));
        Assert.Equal((RunStatus.Succeeded, CleanupStatus.Succeeded), (view.Phase.State, view.Cleanup.State));
        Assert.False(view.SecretHeld);
        Assert.Equal((100L, 10L, 3L, 8L), (view.Usage.InputTokens, view.Usage.OutputTokens, view.Usage.ListCostCents, view.Usage.StoredBytes));
        Assert.Equal("# Report", Assert.Single(_store.Contents()));
        Assert.Empty(_provider.Left);
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from vault_entries where run_id = $1", run.Value));
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from run_leases where run_id = $1", run.Value));
        Assert.Equal("0|0|8|0", await CountersAsync(principal.Workspace));
    }

    private WorkerUnderTest Worker(Func<Milestone, ValueTask>? watcher = null, Action<WorkerOptions>? configure = null) =>
        new(Engine, _provider, _store.Store, watcher, configure);

    private async Task<RunView> ViewAsync(WorkspaceId workspace, RunId run) =>
        Assert.IsType<RunView>(await Engine.Get<RunQueries>().GetAsync(workspace, run, CancellationToken.None));

    private async Task<string?> CountersAsync(WorkspaceId workspace) => await Engine.ScalarAsync<string>(
        "select concat_ws('|', open_runs, active_runs, storage_used_bytes, storage_reserved_bytes) from workspace_counters where workspace_id = $1", workspace.Value);
}
