using System.Collections.Concurrent;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Tenancy;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>A claim only estimates how many slots a workspace has; taking one is exact, however many workers try at once.</summary>
public sealed class ActiveRunCapTests(TestServer server) : IAsyncLifetime
{
    private const int Cap = 3;
    private const int Runs = 14;

    private readonly ScriptedProvider _provider = new();
    private readonly TemporaryOutputs _store = new();
    private TestDatabase? _database;
    private EngineUnderTest? _engine;

    private EngineUnderTest Engine => _engine!;

    // claims cross workspaces, so the test has a database of its own
    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _engine = new EngineUnderTest(_database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        if (_engine is not null)
            await _engine.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [Fact]
    public async Task No_more_runs_are_active_than_the_workspace_may_have_and_each_gets_its_turn()
    {
        var principal = await Engine.NewPrincipalAsync();
        for (var n = 0; n < Runs; n++)
            await Engine.SubmitAsync(principal);
        await Engine.ExecuteAsync("update workspaces set active_runs_max = $2 where id = $1", principal.Workspace.Value, Cap);
        var seen = new ConcurrentBag<string>();
        var most = 0;

        // one after another, before any slot is taken: each claim sees the same free slots
        var workers = new List<WorkerUnderTest>();
        for (var n = 0; n < Runs; n++)
            workers.Add(new WorkerUnderTest(Engine, _provider, _store.Store, async m =>
            {
                if (m is { Step: "begin", Subject: "slot" })
                    seen.Add(await CountAsync(principal));
            }));
        for (var round = 0; round < Runs && await OpenAsync(principal) > 0; round++)
        {
            var held = new List<(WorkerUnderTest Worker, HeldRun Run)>();
            foreach (var worker in workers)
                held.AddRange((await worker.Leases.ClaimAsync("w", 1, 100, CancellationToken.None)).Select(l => (worker, new HeldRun(l))));
            most = Math.Max(most, held.Count);

            var begun = await Task.WhenAll(held.Select(async h => (h.Worker, h.Run, Result: await h.Worker.Loop.StepAsync(h.Run, CancellationToken.None))));
            Assert.Equal(Math.Min(Cap, held.Count), begun.Count(b => b.Result is StepResult.Again));
            Assert.Equal($"{Math.Min(Cap, held.Count)} {Math.Min(Cap, held.Count)}", await CountAsync(principal));
            await Task.WhenAll(begun.Select(b => b.Result is StepResult.GiveBack
                ? b.Worker.Leases.ReleaseAsync([b.Run.Lease], TimeSpan.Zero, CancellationToken.None) : (Task)b.Worker.RunToEndAsync(b.Run)));
        }

        Assert.True(most > Cap, $"only {most} runs were claimed at once: the claim alone kept the cap");
        Assert.Equal(Runs, seen.Count);
        Assert.All(seen, s => Assert.Contains(s, Enumerable.Range(1, Cap).Select(n => $"{n} {n}")));
        Assert.Equal((0L, "0 0"), (await OpenAsync(principal), await CountAsync(principal)));
        foreach (var worker in workers)
            await worker.DisposeAsync();
    }

    private Task<long> OpenAsync(Principal principal) =>
        Engine.ScalarAsync<long>("select count(*) from runs where workspace_id = $1 and cleaned_up_at is null", principal.Workspace.Value);

    /// <summary>Runs that hold a slot, and what the workspace's counter says.</summary>
    private async Task<string> CountAsync(Principal principal) => await Engine.ScalarAsync<string>(
        """
        select count(l.run_id) || ' ' || c.active_runs
        from workspace_counters c
        left join run_leases l on l.workspace_id = c.workspace_id and l.active
        where c.workspace_id = $1
        group by c.active_runs
        """,
        principal.Workspace.Value) ?? "";
}
