using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Antpath.Engine.Tests.Runs.Deletion;

public sealed class PurgeSweepTests(TestServer server) : IAsyncLifetime
{
    private readonly ScriptedStore _store = new();
    private TestDatabase _database = null!;
    private EngineUnderTest _engine = null!;
    private Principal _me = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync(); // a sweep sees every workspace
        _engine = new EngineUnderTest(_database.ConnectionString);
        _me = await _engine.NewPrincipalAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_deleted_run_leaves_a_tombstone_its_usage_and_nothing_else()
    {
        var run = await DeletedRunAsync("once", "a.txt", "b.txt");

        Assert.Equal(1, await SweepAsync());
        Assert.Equal(0, await SweepAsync());

        Assert.Equal(2, _store.Removed.Count);
        foreach (var table in (string[])["run_events", "run_attempts", "provider_resources", "cleanup_attempts", "output_objects", "output_capture_failures", "run_leases", "vault_entries"])
            Assert.Equal(0L, await _engine.ScalarAsync<long>($"select count(*) from {table} where run_id = $1", run.Value));
        Assert.Equal(1L, await _engine.ScalarAsync<long>(
            "select count(*) from runs where id = $1 and status = 'deleted' and template_snapshot = '{}' and tags = '{}' and idempotency_key is null and creator_app_user_id = $2",
            run.Value, _me.AppUser.Value));
        Assert.Equal(0L, await _engine.ScalarAsync<long>("select sum(quantity)::bigint from usage_ledger where run_id = $1", run.Value));
        Assert.Equal(4L, await _engine.ScalarAsync<long>("select count(*) from usage_ledger where run_id = $1", run.Value));
        Assert.Equal(0L, await _engine.ScalarAsync<long>("select storage_used_bytes from workspace_counters where workspace_id = $1", _me.Workspace.Value));
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'run.purge' and target_id = $1", run.ToString()));
        Assert.Null(await _engine.Get<RunQueries>().GetAsync(_me.Workspace, run, CancellationToken.None));
    }

    [Fact]
    public async Task Its_idempotency_key_is_free_again()
    {
        var first = await DeletedRunAsync("order-66");
        await SweepAsync();

        Assert.NotEqual(first, await _engine.SubmitAsync(_me, "order-66"));
    }

    [Fact]
    public async Task Work_that_goes_on_is_left_alone()
    {
        var run = await _engine.SubmitAsync(_me);
        await _engine.Get<RunDeletion>().DeleteAsync(_me, run, CancellationToken.None);

        Assert.Equal(0, await SweepAsync());
        Assert.NotNull(await _engine.Get<RunQueries>().GetAsync(_me.Workspace, run, CancellationToken.None));
    }

    [Fact]
    public async Task A_file_that_stays_keeps_its_run_and_gives_back_only_what_is_gone()
    {
        var run = await DeletedRunAsync(null, "a.txt", "b.txt");
        _store.FailAfter = 1;

        await SweepAsync();
        var between = await _engine.ScalarAsync<long>("select storage_used_bytes from workspace_counters where workspace_id = $1", _me.Workspace.Value);
        var visible = await _engine.Get<RunQueries>().GetAsync(_me.Workspace, run, CancellationToken.None);
        _store.FailAfter = int.MaxValue;
        await SweepAsync();

        Assert.Equal(10L, between);
        Assert.NotNull(visible);
        Assert.Equal(0, visible.OutputCount); // out of reach before it is removed
        Assert.Equal(("pending_delete", "delete_removing_files"), (visible.Status, visible.StatusReason.Code));
        Assert.Contains(" 1 of the run's files", visible.StatusReason.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await _engine.ScalarAsync<long>("select storage_used_bytes from workspace_counters where workspace_id = $1", _me.Workspace.Value));
        Assert.Null(await _engine.Get<RunQueries>().GetAsync(_me.Workspace, run, CancellationToken.None));
    }

    [Fact]
    public async Task Two_sweeps_at_once_give_back_once()
    {
        for (var i = 0; i < 5; i++)
            await DeletedRunAsync(null, "a.txt", "b.txt");

        await Task.WhenAll(SweepAsync(), SweepAsync(), SweepAsync());

        Assert.Equal(0L, await _engine.ScalarAsync<long>("select storage_used_bytes from workspace_counters where workspace_id = $1", _me.Workspace.Value));
        Assert.Equal(5L, await _engine.ScalarAsync<long>("select count(*) from audit_logs where action = 'run.purge'"));
        Assert.Equal(5L, await _engine.ScalarAsync<long>("select count(*) from runs where status = 'deleted'"));
    }

    private async Task<RunId> DeletedRunAsync(string? key, params string[] files)
    {
        var run = await _engine.SubmitAsync(_me, key, Submissions.Simple(tags: ["t"]));
        var attempt = await _engine.AddAttemptAsync(_me, run);
        await _engine.AddEventAsync(_me, run, attempt, "agent.message");
        await _engine.AddResourceAsync(_me, run, attempt, "agent");
        await _engine.AddCaptureFailureAsync(_me, run, attempt, "lost.txt");
        foreach (var file in files)
            await _engine.AddOutputAsync(_me, run, attempt, file, 10);
        await _engine.FinishAsync(run);
        await _engine.Get<RunDeletion>().DeleteAsync(_me, run, CancellationToken.None);
        return run;
    }

    private Task<int> SweepAsync() => new PurgeSweep(_engine.WorkerDatabase, _engine.WorkerGet<RunPurge>(), _store, NullLogger<PurgeSweep>.Instance).SweepAsync(CancellationToken.None);

    private sealed class ScriptedStore : IOutputStore
    {
        public System.Collections.Concurrent.ConcurrentBag<string> Removed { get; } = [];

        /// <summary>Removals that work before one fails.</summary>
        public int FailAfter { get; set; } = int.MaxValue;

        public string Backend => "file_system";

        public string Bucket => "outputs";

        public OutputPath NewPath(WorkspaceId workspace) => OutputPath.New(workspace);

        public Task DeleteAsync(OutputPath path, CancellationToken cancellationToken)
        {
            if (Removed.Count >= FailAfter)
                throw new OutputStoreException("The disk is gone.");
            Removed.Add(path.Value);
            return Task.CompletedTask;
        }

        public async Task<IReadOnlyList<OutputPath>> DeleteAsync(IReadOnlyList<OutputPath> paths, CancellationToken cancellationToken)
        {
            var left = new List<OutputPath>();
            foreach (var path in paths)
            {
                try
                {
                    await DeleteAsync(path, cancellationToken);
                }
                catch (OutputStoreException)
                {
                    left.Add(path);
                }
            }

            return left;
        }

        public Task<StoreLink?> LinkAsync(OutputPath path, string fileName, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<int> RemoveLeftoversAsync(int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<StoredObject> WriteAsync(OutputPath path, Stream content, long sizeMax, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Stream> OpenAsync(OutputPath path, long offset, long length, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> ExistsAsync(OutputPath path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<StoredPage> ListAsync(string prefix, string? after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
