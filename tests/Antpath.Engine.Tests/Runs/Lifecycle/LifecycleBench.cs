using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>An engine, a scripted provider and a store, with workers over them and the questions that every ending is asked.</summary>
internal sealed class LifecycleBench(MigratedDatabase database) : IAsyncDisposable
{
    private readonly Lazy<EngineUnderTest> _engine = new(() => new EngineUnderTest(database.ConnectionString));
    private readonly TemporaryOutputs _store = new();

    public ScriptedProvider Provider { get; } = new();

    public EngineUnderTest Engine => _engine.Value;

    public IReadOnlyList<string> Stored => _store.Contents();

    public IReadOnlyList<string> Manifests => _store.Manifests();

    public IOutputStore Store => _store.Store;

    public WorkerUnderTest Worker(Func<Milestone, ValueTask>? watcher = null, IOutputStore? store = null, Action<WorkerOptions>? configure = null) =>
        new(Engine, Provider, store ?? _store.Store, watcher, configure);

    public async Task<(Principal Principal, RunId Run)> SubmitAsync()
    {
        var principal = await Engine.NewPrincipalAsync();
        return (principal, await Engine.SubmitAsync(principal));
    }

    public async Task<RunView> ViewAsync(Principal principal, RunId run) =>
        Assert.IsType<RunView>(await Engine.Get<RunQueries>().GetAsync(principal.Workspace, run, CancellationToken.None));

    /// <summary>Carries out deletions whose runs are over.</summary>
    public Task PurgeAsync() =>
        new PurgeSweep(Engine.WorkerDatabase, Engine.WorkerGet<RunPurge>(), _store.Store, NullLogger<PurgeSweep>.Instance).SweepAsync(CancellationToken.None);

    /// <summary>Nothing at the provider, no secret, no lease, and counters that say so.</summary>
    public async Task AssertNothingLeftAsync(Principal principal, RunId run, long storedBytes = 0)
    {
        Assert.Empty(Provider.Left);
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from vault_entries where run_id = $1", run.Value));
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from run_leases where run_id = $1", run.Value));
        Assert.Equal($"0|0|{storedBytes}|0", await Engine.ScalarAsync<string>(
            """
            select concat_ws('|', open_runs, active_runs, storage_used_bytes - manifests, storage_reserved_bytes)
            from workspace_counters, (
                select coalesce(sum(size_bytes), 0) as manifests from output_objects where workspace_id = $1 and kind = 'manifest' and state <> 'deleted') m
            where workspace_id = $1
            """,
            principal.Workspace.Value));
        Assert.Equal(0L, await Engine.ScalarAsync<long>("select count(*) from run_attempts where run_id = $1 and state = 'running'", run.Value));
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return _engine.IsValueCreated ? _engine.Value.DisposeAsync() : default;
    }
}
