using Antpath.Engine.Audit;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Deletion;

/// <summary>Takes wishes to delete runs. Work that goes on is cancelled first; files and rows go later, see <see cref="PurgeSweep"/>.</summary>
public sealed class RunDeletion(NpgsqlDataSource database, AuditTrail audit, RunQueries queries, RunWakeups wakeups, TimeProvider time)
{
    /// <summary>Asks for a run to be deleted. Asking again changes nothing.</summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<DeleteResult> DeleteAsync(Principal principal, RunId run, CancellationToken cancellationToken)
    {
        if (!await RecordAsync(principal, run, cancellationToken))
            return new DeleteResult.NotFound();
        if (await queries.GetAsync(principal.Workspace, run, cancellationToken) is not { } view)
            return new DeleteResult.NotFound(); // purged in between
        _ = wakeups.NotifyAsync();
        return new DeleteResult.Requested(view);
    }

    private async Task<bool> RecordAsync(Principal principal, RunId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockedRun.TakeAsync(transaction, principal.Workspace, id, cancellationToken) is not { } run)
            return false;
        if (run.DeleteRequested)
            return true;

        await RunRequests.ExecuteAsync(
            transaction,
            [RunRequests.Delete(run), RunRequests.Cancel(run), RunRequests.AppendEvent(run, "run.delete_requested", time), RunRequests.MakeDue(run)],
            cancellationToken);
        await audit.WriteAsync(transaction, AuditEntry.By(principal, AuditAction.RunDelete, id.ToString()), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
