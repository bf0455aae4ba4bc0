using System.Text;
using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Outputs.Storage.FileSystem;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Tests.Runs.Reconciliation;

/// <summary>Rows and objects over the real file-system store, in both directions.</summary>
public sealed class StorageSweepTests(TestServer server) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("antpath-outputs-");

    private FileSystemOutputStore Store => new(Options.Create(new StorageOptions { Root = _folder.FullName }), TimeProvider.System);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_old_object_without_a_row_is_removed_and_nothing_else()
    {
        await using var bench = await SweepBench.StartAsync(server);
        var (_, kept) = await StoredAsync(bench, "kept.txt");
        var rowless = await WriteAsync(bench.Me.Workspace);
        var young = await WriteAsync(bench.Me.Workspace, aged: false);
        var foreign = await WriteAsync(WorkspaceId.From(Guid.CreateVersion7()));

        await bench.SweepFromTwoSidesAsync<StorageSweep>(Store);

        Assert.False(await Store.ExistsAsync(rowless, CancellationToken.None));
        Assert.True(await Store.ExistsAsync(kept, CancellationToken.None));
        Assert.True(await Store.ExistsAsync(young, CancellationToken.None));
        Assert.True(await Store.ExistsAsync(foreign, CancellationToken.None));
    }

    [Fact]
    public async Task A_row_whose_object_is_gone_is_shown_as_lost_and_takes_no_quota()
    {
        await using var bench = await SweepBench.StartAsync(server);
        var (run, lost) = await StoredAsync(bench, "lost.txt");
        await StoredAsync(bench, "kept.txt");
        var (_, young) = await StoredAsync(bench, "young.txt", aged: false);
        await Store.DeleteAsync(lost, CancellationToken.None);
        await Store.DeleteAsync(young, CancellationToken.None);

        await bench.SweepFromTwoSidesAsync<StorageSweep>(Store);

        Assert.Equal("lost:1,stored:2", await bench.Engine.ScalarAsync<string>(
            "select string_agg(state || ':' || n, ',' order by state) from (select state, count(*) as n from output_objects group by state) s"));
        var outputs = Assert.IsType<PageResult<OutputList>.Found>(await bench.Engine.Get<RunQueries>().OutputsAsync(bench.Me.Workspace, run, null, 100, CancellationToken.None));
        var shown = Assert.Single(outputs.Page.Failures);
        Assert.Equal("stored_copy_lost", shown.Reason);
        Assert.Equal("lost.txt", shown.FileName);
        Assert.Equal(0L, await bench.Engine.ScalarAsync<long>("select sum(quantity)::bigint from usage_ledger where run_id = $1", run.Value));
        Assert.Equal(8L, await bench.Engine.ScalarAsync<long>("select storage_used_bytes from workspace_counters where workspace_id = $1", bench.Me.Workspace.Value));
        await bench.Sweep<CounterSweep>().SweepAsync(CancellationToken.None);
        Assert.Equal(8L, await bench.Engine.ScalarAsync<long>("select storage_used_bytes from workspace_counters where workspace_id = $1", bench.Me.Workspace.Value));
    }

    [Fact]
    public async Task A_store_that_lost_too_much_is_not_believed()
    {
        await using var bench = await SweepBench.StartAsync(server);
        bench.Options.LostMax = 2;
        for (var i = 0; i < 3; i++)
            await Store.DeleteAsync((await StoredAsync(bench, $"{i}.txt")).Path, CancellationToken.None);

        await bench.SweepFromTwoSidesAsync<StorageSweep>(Store);

        Assert.Equal(3L, await bench.Engine.ScalarAsync<long>("select count(*) from output_objects where state = 'stored'"));
    }

    [Fact]
    public async Task A_store_that_is_not_mounted_loses_nothing()
    {
        await using var bench = await SweepBench.StartAsync(server);
        await StoredAsync(bench, "kept.txt");
        Directory.Delete(Path.Combine(_folder.FullName, "outputs"), recursive: true);

        await Assert.ThrowsAsync<OutputStoreException>(() => bench.Sweep<StorageSweep>(Store).SweepAsync(CancellationToken.None));

        Assert.Equal(1L, await bench.Engine.ScalarAsync<long>("select count(*) from output_objects where state = 'stored'"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(100)]
    public async Task Pages_of_any_size_compare_everything_once(int batch)
    {
        await using var bench = await SweepBench.StartAsync(server);
        bench.Options.Batch = batch;
        for (var i = 0; i < 4; i++)
            await StoredAsync(bench, $"kept-{i}.txt");
        for (var i = 0; i < 2; i++)
            await Store.DeleteAsync((await StoredAsync(bench, $"lost-{i}.txt")).Path, CancellationToken.None);
        var rowless = new List<OutputPath>();
        for (var i = 0; i < 3; i++)
            rowless.Add(await WriteAsync(bench.Me.Workspace));
        var sweep = bench.Sweep<StorageSweep>(Store);

        for (var pass = 0; pass < 12; pass++)
            await sweep.SweepAsync(CancellationToken.None);

        Assert.Equal(2L, await bench.Engine.ScalarAsync<long>("select count(*) from output_objects where state = 'lost'"));
        Assert.Equal(4, _folder.EnumerateFiles("*", SearchOption.AllDirectories).Count());
        foreach (var path in rowless)
            Assert.False(await Store.ExistsAsync(path, CancellationToken.None));
    }

    [Fact]
    public async Task A_stale_reservation_of_a_run_that_is_over_goes_with_its_object()
    {
        await using var bench = await SweepBench.StartAsync(server);
        var over = await ReservedAsync(bench, await bench.CleaningRunAsync(), "1 day");
        var working = await ReservedAsync(bench, await bench.WorkingRunAsync(), "1 day");
        var young = await ReservedAsync(bench, await bench.CleaningRunAsync(), "1 minute");

        await bench.SweepFromTwoSidesAsync<ReservationSweep>(Store);

        Assert.False(await Store.ExistsAsync(over, CancellationToken.None));
        Assert.True(await Store.ExistsAsync(working, CancellationToken.None));
        Assert.True(await Store.ExistsAsync(young, CancellationToken.None));
        Assert.Equal(8L, await bench.Engine.ScalarAsync<long>("select storage_reserved_bytes from workspace_counters where workspace_id = $1", bench.Me.Workspace.Value));
        Assert.Equal(1L, await bench.Engine.ScalarAsync<long>("select count(*) from output_capture_failures where reason = 'storage_failed'"));
    }

    private async Task<(RunId Run, OutputPath Path)> StoredAsync(SweepBench bench, string fileName, bool aged = true)
    {
        var run = await bench.FinishedRunAsync();
        var output = await bench.Engine.AddOutputAsync(bench.Me, run, await bench.Engine.AddAttemptAsync(bench.Me, run), fileName, 4);
        var path = await WriteAsync(bench.Me.Workspace, aged);
        await bench.Engine.ExecuteAsync("update output_objects set storage_path = $2, stored_at = $3 where id = $1",
            output, path.Value, TimeProvider.System.GetUtcNow() - (aged ? TimeSpan.FromDays(3) : TimeSpan.Zero));
        return (run, path);
    }

    private async Task<OutputPath> ReservedAsync(SweepBench bench, RunId run, string age)
    {
        var path = await WriteAsync(bench.Me.Workspace);
        var attempt = await bench.Engine.ScalarAsync<Guid>("select id from run_attempts where run_id = $1", run.Value);
        await bench.Engine.ExecuteAsync(
            """
            insert into output_objects (
                id, workspace_id, run_id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, storage_backend, storage_bucket, storage_path, size_bytes, reserved_at)
            values (gen_random_uuid(), $1, $2, $3, $4, 'held', 'held.txt', 'file_system', 'outputs', $5, 4, now() - $6::interval)
            """,
            bench.Me.Workspace.Value, run.Value, attempt, bench.Me.AppUser.Value, path.Value, age);
        await bench.Engine.ExecuteAsync("update workspace_counters set storage_reserved_bytes = storage_reserved_bytes + 4 where workspace_id = $1", bench.Me.Workspace.Value);
        return path;
    }

    private async Task<OutputPath> WriteAsync(WorkspaceId workspace, bool aged = true)
    {
        var path = Store.NewPath(workspace);
        using var content = new MemoryStream(Encoding.UTF8.GetBytes("text"));
        await Store.WriteAsync(path, content, 4, CancellationToken.None);
        if (aged)
            File.SetLastWriteTimeUtc(Path.Combine(_folder.FullName, "outputs", path.Value), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-3));
        return path;
    }
}
