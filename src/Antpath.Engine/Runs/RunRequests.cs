using Antpath.Engine.Database;
using Npgsql;

namespace Antpath.Engine.Runs;

/// <summary>What users ask of a run that is locked: recorded on its row, told in its log, and made due for its worker.</summary>
internal static class RunRequests
{
    /// <summary>Records a wish to cancel.</summary>
    public static NpgsqlBatchCommand Cancel(LockedRun run)
    {
        const string Sql = """
            update runs
            set cancel_requested_at = coalesce(cancel_requested_at, now())
            where workspace_id = $1 and id = $2 and status not in ('succeeded', 'failed', 'timed_out', 'cancelled', 'deleted')
            """;
        return Command(Sql, run);
    }

    /// <summary>Records a wish to delete.</summary>
    public static NpgsqlBatchCommand Delete(LockedRun run)
    {
        const string Sql = """
            update runs
            set pending_delete_at = coalesce(pending_delete_at, now())
            where workspace_id = $1 and id = $2 and status <> 'deleted'
            """;
        return Command(Sql, run);
    }

    /// <summary>
    /// Makes the run due at once; whoever holds the lease sees it at the next renewal. A run that still waits for a slot leaves the queue: it needs none to end.
    /// </summary>
    public static NpgsqlBatchCommand MakeDue(LockedRun run)
    {
        const string Sql = "update run_leases set next_check_at = now(), waiting = false where workspace_id = $1 and run_id = $2";
        return Command(Sql, run);
    }

    /// <summary>Appends one of our own events under the next sequence number.</summary>
    public static NpgsqlBatchCommand AppendEvent(LockedRun run, string type, TimeProvider time)
    {
        const string Sql = """
            with next as (
                update runs set last_event_sequence = last_event_sequence + 1
                where workspace_id = $1 and id = $2
                returning last_event_sequence)
            insert into run_events (workspace_id, run_id, id, sequence, source, type)
            select $1, $2, $3, last_event_sequence, 'antpath', $4 from next
            """;
        var command = Command(Sql, run);
        command.Parameters.Add(new NpgsqlParameter { Value = time.NewUuid() });
        command.Parameters.Add(new NpgsqlParameter { Value = type });
        return command;
    }

    public static async Task ExecuteAsync(NpgsqlTransaction transaction, IReadOnlyList<NpgsqlBatchCommand> commands, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public static NpgsqlBatchCommand Command(string sql, LockedRun run) =>
        new(sql) { Parameters = { new() { Value = run.Workspace.Value }, new() { Value = run.Id.Value } } };
}
