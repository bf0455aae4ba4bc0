using Antpath.Engine.Audit;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs;

/// <summary>Takes wishes to try files again that were not captured. Only records them, as long as the run's session is kept; a worker carries them out.</summary>
public sealed class OutputRetry(NpgsqlDataSource database, AuditTrail audit, RunQueries queries, RunWakeups wakeups, TimeProvider time)
{
    /// <summary>Asks for the failed files of a run to be tried again. Asking again while that is done changes nothing.</summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<OutputRetryResult> RetryAsync(Principal principal, RunId run, CancellationToken cancellationToken)
    {
        var recorded = await RecordAsync(principal, run, cancellationToken);
        if (recorded is null || await queries.GetAsync(principal.Workspace, run, cancellationToken) is not { } view)
            return new OutputRetryResult.NotFound();
        if (!recorded.Value)
            return new OutputRetryResult.NothingToRetry();
        _ = wakeups.NotifyAsync();
        return new OutputRetryResult.Requested(view);
    }

    /// <returns>Whether the wish stands; null when there is no such run.</returns>
    private async Task<bool?> RecordAsync(Principal principal, RunId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockedRun.TakeAsync(transaction, principal.Workspace, id, cancellationToken) is not { } run)
            return null;
        if (await AskAsync(transaction, run, cancellationToken) is not { } first)
            return false;
        if (!first)
            return true;

        await RunRequests.ExecuteAsync(
            transaction, [RunRequests.AppendEvent(run, "run.outputs_retry_requested", time), RunRequests.MakeDue(run)], cancellationToken);
        await audit.WriteAsync(transaction, AuditEntry.By(principal, AuditAction.OutputRetry, id.ToString()), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <returns>Whether this was the first wish; null when nothing can be tried again.</returns>
    private static async Task<bool?> AskAsync(NpgsqlTransaction transaction, LockedRun run, CancellationToken cancellationToken)
    {
        // later than every failure there is: now() is when the transaction began, which may have waited for the lock
        const string Sql = """
            with before as (select outputs_retry_requested_at is null as first from runs where workspace_id = $1 and id = $2)
            update runs r
            set outputs_retry_requested_at = coalesce(outputs_retry_requested_at, clock_timestamp())
            from before
            where r.workspace_id = $1 and r.id = $2 and r.phase = 'cleaning_up' and r.pending_delete_at is null and r.outputs_kept_until > clock_timestamp()
                and exists (select from output_capture_failures f where f.workspace_id = $1 and f.run_id = $2 and f.retryable)
            returning before.first
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = run.Workspace.Value }, new() { Value = run.Id.Value } },
        };
        return await command.ExecuteScalarAsync(cancellationToken) as bool?;
    }
}
