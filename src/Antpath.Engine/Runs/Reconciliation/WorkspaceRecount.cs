using System.Text.Json.Nodes;
using Antpath.Engine.Audit;
using Antpath.Ids;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>Counts a workspace's runs and bytes again. Every writer changes rows and counters in one transaction, so under the lock both agree or never did.</summary>
internal sealed partial class WorkspaceRecount(NpgsqlDataSource database, AuditTrail audit, ILogger<WorkspaceRecount> log)
{
    /// <summary>Makes the counters say what the rows say.</summary>
    /// <returns>Whether they did not.</returns>
    public async Task<bool> RecountAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await LockAsync(transaction, workspace, cancellationToken);
        if (await CorrectAsync(transaction, workspace, cancellationToken) is not { } drift)
            return false;
        await audit.WriteAsync(
            transaction,
            new AuditEntry { Workspace = workspace, Action = AuditAction.WorkspaceRecount, TargetId = workspace.ToString(), Detail = drift },
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Log.Drifted(log, workspace, drift.ToJsonString());
        return true;
    }

    private static async Task LockAsync(NpgsqlTransaction transaction, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        const string Sql = "select workspace_id from workspace_counters where workspace_id = $1 for update";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction) { Parameters = { new() { Value = workspace.Value } } };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<JsonObject?> CorrectAsync(NpgsqlTransaction transaction, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        // a statement of its own: it sees what was committed before the lock was taken
        const string Sql = """
            with said as (
                select workspace_id, open_runs, active_runs, storage_used_bytes, storage_reserved_bytes from workspace_counters where workspace_id = $1),
            runs_now as (
                select count(*)::integer as open from runs
                where workspace_id = $1 and cleaned_up_at is null and deleted_at is null and phase <> 'cleaning_up'),
            leases_now as (select count(*)::integer as active from run_leases where workspace_id = $1 and active),
            bytes_now as (
                select coalesce(sum(size_bytes) filter (where stored_at is not null), 0)::bigint as used,
                    coalesce(sum(size_bytes) filter (where stored_at is null), 0)::bigint as reserved
                from output_objects
                where workspace_id = $1 and state <> 'deleted' and state <> 'lost')
            update workspace_counters c
            set open_runs = r.open, active_runs = l.active, storage_used_bytes = b.used, storage_reserved_bytes = b.reserved
            from said s, runs_now r, leases_now l, bytes_now b
            where c.workspace_id = s.workspace_id
                and (s.open_runs, s.active_runs, s.storage_used_bytes, s.storage_reserved_bytes) is distinct from (r.open, l.active, b.used, b.reserved)
            returning s.open_runs, r.open, s.active_runs, l.active, s.storage_used_bytes, b.used, s.storage_reserved_bytes, b.reserved
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction) { Parameters = { new() { Value = workspace.Value } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        return new JsonObject
        {
            ["openRuns"] = Change(reader.GetInt32(0), reader.GetInt32(1)),
            ["activeRuns"] = Change(reader.GetInt32(2), reader.GetInt32(3)),
            ["storageUsedBytes"] = Change(reader.GetInt64(4), reader.GetInt64(5)),
            ["storageReservedBytes"] = Change(reader.GetInt64(6), reader.GetInt64(7)),
        };
    }

    private static JsonArray Change(long said, long counted) => [said, counted];

    private static partial class Log
    {
        [LoggerMessage(EventId = 1403, Level = LogLevel.Warning, Message = "The counters of {Workspace} had drifted from its rows and are corrected, each from and to: {Drift}")]
        public static partial void Drifted(ILogger logger, WorkspaceId workspace, string drift);
    }
}
