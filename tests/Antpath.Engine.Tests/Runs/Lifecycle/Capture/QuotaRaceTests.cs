using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Runs;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Lifecycle.Capture;

/// <summary>Many runs of one workspace that capture at once, with room for some of them.</summary>
public sealed class QuotaRaceTests(TestServer server)
{
    private const int Runs = 100;
    private const long FileBytes = 1 << 20;
    private const long RoomBytes = 10 * FileBytes + (FileBytes / 2); // ten files, and their manifests

    [Fact]
    public async Task A_hundred_runs_race_for_the_last_ten_mebibytes_and_the_ledger_is_exact()
    {
        await using var database = await server.CreateDatabaseAsync(); // claims see every workspace
        await using var engine = new EngineUnderTest(
            database.ConnectionString, null, ("ANTPATH_PLAN_OPEN_RUNS_MAX", "1000"), ("ANTPATH_PLAN_ACTIVE_RUNS_MAX", "1000"));
        using var outputs = new TemporaryOutputs();
        var provider = new ScriptedProvider();
        provider.OnSession = s => s.OnMessage = session =>
        {
            session.Finish();
            provider.Write(session, "out.bin", new byte[FileBytes]);
        };
        var principal = await engine.NewPrincipalAsync();
        await engine.ExecuteAsync("update workspaces set storage_bytes_max = $2 where id = $1", principal.Workspace.Value, RoomBytes);
        for (var i = 0; i < Runs; i++)
            await engine.SubmitAsync(principal);

        // each in a process of its own to where files are copied, then all of them at once
        var workers = Enumerable.Range(0, Runs).Select(_ => new WorkerUnderTest(engine, provider, outputs.Store)).ToList();
        var held = new List<HeldRun>();
        foreach (var worker in workers)
            held.Add(new HeldRun(Assert.Single(await worker.Leases.ClaimAsync($"worker-{held.Count}", 1, Runs, CancellationToken.None))));
        await Task.WhenAll(workers.Zip(held, (w, h) => w.StepUntilAsync(h, RunStatus.CapturingOutputs)));
        await Task.WhenAll(workers.Zip(held, (w, h) => w.StepUntilAsync(h, RunStatus.CleaningUp)));

        const string Sums = """
            select concat_ws(' ',
                'used', c.storage_used_bytes,
                'rows', (select sum(size_bytes) from output_objects where workspace_id = $1 and state = 'stored'),
                'ledger', (select sum(quantity) from usage_ledger where workspace_id = $1 and kind = 'storage_bytes'),
                'reserved', c.storage_reserved_bytes)
            from workspace_counters c where c.workspace_id = $1
            """;
        var used = await engine.ScalarAsync<long>("select storage_used_bytes from workspace_counters where workspace_id = $1", principal.Workspace.Value);
        Assert.Equal($"used {used} rows {used} ledger {used} reserved 0", await engine.ScalarAsync<string>(Sums, principal.Workspace.Value));
        Assert.InRange(used, 10 * FileBytes, RoomBytes);
        Assert.Equal(10L, await engine.ScalarAsync<long>("select count(*) from output_objects where workspace_id = $1 and kind = 'file' and state = 'stored'", principal.Workspace.Value));
        Assert.Equal(90L, await engine.ScalarAsync<long>(
            "select count(*) from output_capture_failures where workspace_id = $1 and reason = 'workspace_quota_exceeded' and size_bytes = $2 and retryable",
            principal.Workspace.Value, FileBytes));
        Assert.False(await engine.Get<WorkspaceRecount>().RecountAsync(principal.Workspace, TestContext.Current.CancellationToken));
        foreach (var worker in workers)
            await worker.DisposeAsync();
    }
}
