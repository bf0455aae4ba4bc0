using Antpath.Engine.Audit;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs;

/// <summary>Takes wishes to cancel. Only records them: the run's worker, or the next one, carries them out.</summary>
public sealed class RunCancellation(NpgsqlDataSource database, AuditTrail audit, RunQueries queries, RunWakeups wakeups, TimeProvider time)
{
    /// <summary>Asks for a run to stop. Asking again changes nothing.</summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<CancelResult> CancelAsync(Principal principal, RunId run, CancellationToken cancellationToken)
    {
        var over = await RecordAsync(principal, run, cancellationToken);
        if (over is null || await queries.GetAsync(principal.Workspace, run, cancellationToken) is not { } view)
            return new CancelResult.NotFound();
        if (over.Value)
            return new CancelResult.AlreadyTerminal(view);
        _ = wakeups.NotifyAsync();
        return new CancelResult.Requested(view);
    }

    /// <returns>Whether the run was over already; null when there is none.</returns>
    private async Task<bool?> RecordAsync(Principal principal, RunId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockedRun.TakeAsync(transaction, principal.Workspace, id, cancellationToken) is not { } run)
            return null;
        if (run.Terminal || run.DeleteRequested)
            return true;
        if (run.CancelRequested)
            return false;

        await RunRequests.ExecuteAsync(
            transaction,
            [RunRequests.Cancel(run), RunRequests.AppendEvent(run, "run.cancel_requested", time), RunRequests.MakeDue(run)],
            cancellationToken);
        await audit.WriteAsync(transaction, AuditEntry.By(principal, AuditAction.RunCancel, id.ToString()), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return false;
    }
}
