using Antpath.Engine.Audit;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Engine.Runs.Reconciliation.Requests;
using Antpath.Engine.Secrets;
using Antpath.Engine.Tests.Runs.Lifecycle;
using Antpath.Ids;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Runs.Deletion;

/// <summary>One worker process that makes each sweep about deletion and storage once, and takes runs that are due to their end.</summary>
/// <param name="ground">Where.</param>
/// <param name="storeAged">Whether the store's clock says that what was written now is old.</param>
/// <param name="at">Told of each point; what it throws is the death of this worker.</param>
internal sealed class PurgeWorker(PurgeGround ground, bool storeAged, Func<string, ValueTask> at)
{
    private static readonly TimeSpan Later = TimeSpan.FromDays(3);

    public async Task SweepAsync()
    {
        var engine = ground.Engine;
        var options = Options.Create(new SweepOptions());
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow() + (storeAged ? Later : TimeSpan.Zero));
        var store = new WatchedStore(ground.Outputs.Store, at);
        var vault = new WatchedVault(engine.WorkerGet<ISecretVault>(), at);
        var milestones = new Milestones(m => at($"{m.Step}/{m.Subject}/{m.Moment}"));
        var audit = engine.WorkerGet<AuditTrail>();
        var database = engine.WorkerDatabase;
        var runs = new RunPurge(database, audit, milestones);
        var workspaces = new WorkspacePurge(database, audit, TimeProvider.System, milestones);
        var outputs = new StoredOutputs(database, audit, milestones);

        await MakeAsync<WorkspaceDeletionSweep>(workspaces, options);
        await TakeRunsAsync();
        await new SweepClaims(database, vault, options.Value, new WorkerOptions(), TimeProvider.System).ExpireAsync(10, CancellationToken.None);
        await MakeAsync<PurgeSweep>(runs, store);
        await MakeAsync<RetentionSweep>(milestones, options);
        await MakeAsync<OutputRemovalSweep>(runs, store, options);
        await MakeAsync<ReservationSweep>(store, milestones, options);
        await MakeAsync<SecretSweep>(vault, options);
        await MakeAsync<StorageSweep>(store, outputs, time, options);

        Task MakeAsync<T>(params object[] watched)
            where T : ISweep =>
            ActivatorUtilities.CreateInstance<T>(engine.WorkerServices, watched).SweepAsync(CancellationToken.None);
    }

    /// <summary>Where workers die in a run's own life is the other matrix's business.</summary>
    private async Task TakeRunsAsync()
    {
        var due = await ground.Engine.ScalarAsync<Guid[]>(
            "select array_agg(run_id) from run_leases l join runs r on r.id = l.run_id where l.workspace_id = $1 and r.pending_delete_at is not null",
            ground.Me.Workspace.Value);
        foreach (var run in due ?? [])
        {
            await ground.Engine.ExecuteAsync("update run_leases set next_check_at = now() where run_id = $1", run);
            await using var worker = new WorkerUnderTest(ground.Engine, ground.Provider, ground.Outputs.Store);
            await worker.ClaimAndRunAsync(new RunId(run));
        }
    }
}
