using Antpath.Engine.Runs.Reconciliation;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.DependencyInjection;

namespace Antpath.Engine.Tests.Runs.Reconciliation;

/// <summary>A database of its own, because a sweep sees every workspace, with somebody in it, and the sweeps as every worker makes them.</summary>
internal sealed class SweepBench : IAsyncDisposable
{
    private readonly TestDatabase _database;

    private SweepBench(TestDatabase database, EngineUnderTest engine, Principal me)
    {
        _database = database;
        Engine = engine;
        Me = me;
    }

    public EngineUnderTest Engine { get; }

    public Principal Me { get; }

    public SweepOptions Options { get; } = new();

    public string ConnectionString => _database.ConnectionString;

    public static async Task<SweepBench> StartAsync(TestServer server, TimeProvider? time = null)
    {
        var database = await server.CreateDatabaseAsync();
        var engine = new EngineUnderTest(database.ConnectionString, time);
        return new SweepBench(database, engine, await engine.NewPrincipalAsync());
    }

    /// <summary>A new instance, as another worker would have it.</summary>
    public T Sweep<T>(params object[] more)
        where T : ISweep => ActivatorUtilities.CreateInstance<T>(Engine.WorkerServices, [.. more, Microsoft.Extensions.Options.Options.Create(Options)]);

    /// <summary>Passes of two workers at once, then one more.</summary>
    public async Task SweepFromTwoSidesAsync<T>(params object[] more)
        where T : ISweep
    {
        await Task.WhenAll(Sweep<T>(more).SweepAsync(CancellationToken.None), Sweep<T>(more).SweepAsync(CancellationToken.None));
        await Sweep<T>(more).SweepAsync(CancellationToken.None);
    }

    public Task<RunId> SubmitAsync() => Engine.SubmitAsync(Me);

    /// <summary>Puts a run into a phase of its work, with slot and attempt, as the lifecycle would.</summary>
    public async Task<RunId> WorkingRunAsync(string phase = "provider_running")
    {
        var run = await SubmitAsync();
        await Engine.AddAttemptAsync(Me, run);
        await Engine.ExecuteAsync(
            """
            update runs
            set status = $2, phase = $2, attempt_count = 1, started_at = now(), deadline_at = now() + interval '1 hour'
            where id = $1
            """,
            run.Value, phase);
        await Engine.ExecuteAsync("update run_leases set waiting = false, active = true where run_id = $1", run.Value);
        await Engine.ExecuteAsync("update workspace_counters set active_runs = active_runs + 1 where workspace_id = $1", Me.Workspace.Value);
        return run;
    }

    /// <summary>Over for its user, still to be cleaned up.</summary>
    public async Task<RunId> CleaningRunAsync()
    {
        var run = await WorkingRunAsync();
        await Engine.ExecuteAsync(
            """
            update runs
            set status = 'succeeded', phase = 'cleaning_up', cleanup_status = 'in_progress', finished_at = now(),
                outcome = 'succeeded', outcome_code = 'end_turn', outcome_message = 'Finished.'
            where id = $1
            """,
            run.Value);
        await Engine.ExecuteAsync("update run_leases set active = false where run_id = $1", run.Value);
        await Engine.ExecuteAsync("update workspace_counters set active_runs = active_runs - 1, open_runs = open_runs - 1 where workspace_id = $1", Me.Workspace.Value);
        return run;
    }

    /// <summary>Over, cleaned up and counted.</summary>
    public async Task<RunId> FinishedRunAsync()
    {
        var run = await SubmitAsync();
        await Engine.FinishAsync(run);
        await Engine.ExecuteAsync("update workspace_counters set open_runs = open_runs - 1 where workspace_id = $1", Me.Workspace.Value);
        return run;
    }

    public Task<string?> CountersAsync() => Engine.ScalarAsync<string>(
        "select concat_ws('|', open_runs, active_runs, storage_used_bytes, storage_reserved_bytes) from workspace_counters where workspace_id = $1", Me.Workspace.Value);

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        await _database.DisposeAsync();
    }
}
