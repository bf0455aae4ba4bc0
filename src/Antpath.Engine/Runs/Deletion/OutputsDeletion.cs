using Antpath.Engine.Audit;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Deletion;

/// <summary>
/// Takes wishes to delete a run's outputs and keep what is known of the run. They are out of reach when this answers; the objects go later, see
/// <see cref="OutputRemovalSweep"/>.
/// </summary>
public sealed class OutputsDeletion(NpgsqlDataSource database, AuditTrail audit, RunQueries queries, RunWakeups wakeups, TimeProvider time)
{
    /// <summary>Deletes the outputs of a run that is over. Asking again changes nothing.</summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<OutputsDeleteResult> DeleteAsync(Principal principal, RunId run, CancellationToken cancellationToken)
    {
        var settled = await RecordAsync(principal, run, cancellationToken);
        if (settled is null || await queries.GetAsync(principal.Workspace, run, cancellationToken) is not { } view)
            return new OutputsDeleteResult.NotFound();
        if (!settled.Value)
            return new OutputsDeleteResult.NotSettled();
        _ = wakeups.NotifyAsync();
        return new OutputsDeleteResult.Requested(view);
    }

    /// <returns>Whether the run was settled; null when there is none.</returns>
    private async Task<bool?> RecordAsync(Principal principal, RunId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockedRun.TakeAsync(transaction, principal.Workspace, id, cancellationToken) is not { } run)
            return null;
        if (run.DeleteRequested)
            return true; // they go with the run
        if (await CloseAsync(transaction, run, cancellationToken) is not { } first)
            return false;
        if (!first)
            return true;

        await RunRequests.ExecuteAsync(
            transaction, [MarkFiles(run), RunRequests.AppendEvent(run, "run.outputs_deleted", time), RunRequests.MakeDue(run)], cancellationToken);
        await audit.WriteAsync(transaction, AuditEntry.By(principal, AuditAction.OutputDelete, id.ToString()), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>From here on nothing is captured for the run any more, and its session is kept no longer.</summary>
    /// <returns>Whether this was the first wish; null while files are being captured.</returns>
    private static async Task<bool?> CloseAsync(NpgsqlTransaction transaction, LockedRun run, CancellationToken cancellationToken)
    {
        const string Sql = """
            with before as (select outputs_deleted_at is null as first from runs where workspace_id = $1 and id = $2)
            update runs r
            set outputs_deleted_at = coalesce(outputs_deleted_at, now()), outputs_kept_until = null
            from before
            where r.workspace_id = $1 and r.id = $2 and r.status in ('succeeded', 'failed', 'timed_out', 'cancelled')
                and (r.outputs_retry_requested_at is null or r.cleaned_up_at is not null)
            returning before.first
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = run.Workspace.Value }, new() { Value = run.Id.Value } },
        };
        return await command.ExecuteScalarAsync(cancellationToken) as bool?;
    }

    private static NpgsqlBatchCommand MarkFiles(LockedRun run)
    {
        const string Sql = "update output_objects set state = 'deleting' where workspace_id = $1 and run_id = $2 and state in ('reserved', 'stored')";
        return RunRequests.Command(Sql, run);
    }
}
