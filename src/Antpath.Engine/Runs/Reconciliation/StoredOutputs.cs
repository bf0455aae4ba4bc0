using Antpath.Engine.Audit;
using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;
using Npgsql;
using NpgsqlTypes;

namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>Rows of outputs, as the comparison with the store reads and changes them.</summary>
internal sealed class StoredOutputs(NpgsqlDataSource database, AuditTrail audit, Milestones milestones)
{
    /// <summary>Rows in a stretch of paths, in ordinal order.</summary>
    /// <param name="backend">The store's backend.</param>
    /// <param name="bucket">The store's bucket.</param>
    /// <param name="after">Start, exclusive.</param>
    /// <param name="until">End, inclusive; null for no end.</param>
    /// <param name="limit">Rows at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<StoredRow>> BetweenAsync(
        string backend, string bucket, string after, string? until, int limit, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: the sweep serves them all
        const string Sql = """
            select workspace_id, run_id, id, storage_path, case when state = 'stored' then now() - stored_at end
            from output_objects
            where state <> 'deleted' and storage_backend = $1 and storage_bucket = $2
                and storage_path collate "C" > $3 collate "C" and storage_path collate "C" <= coalesce($4, '~') collate "C"
            order by storage_path collate "C"
            limit $5
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = backend });
        command.Parameters.Add(new() { Value = bucket });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = (object?)until ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = limit });
        var rows = new List<StoredRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            TimeSpan? storedFor = await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetTimeSpan(4);
            rows.Add(new StoredRow(
                new WorkspaceId(reader.GetGuid(0)), new RunId(reader.GetGuid(1)), new OutputId(reader.GetGuid(2)), reader.GetString(3), storedFor));
        }

        return rows;
    }

    /// <summary>Those objects that lie under a workspace of this database. Others belong to an installation that shares the store by mistake.</summary>
    public async Task<IReadOnlyList<OutputPath>> OfKnownWorkspacesAsync(IReadOnlyList<OutputPath> paths, CancellationToken cancellationToken)
    {
        const string Sql = "select id from workspaces where id = any ($1)"; // workspaces.id is the workspace_id here
        var byWorkspace = paths
            .Select(p => (Path: p, Known: WorkspaceId.TryParse(p.Value[..Math.Max(0, p.Value.IndexOf('/', StringComparison.Ordinal))], out var id), Workspace: id))
            .Where(p => p.Known)
            .ToLookup(p => p.Workspace.Value, p => p.Path);
        if (byWorkspace.Count == 0)
            return [];
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = byWorkspace.Select(w => w.Key).ToArray() });
        var known = new List<OutputPath>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            known.AddRange(byWorkspace[reader.GetGuid(0)]);
        return known;
    }

    /// <summary>Shows an output as lost, gives its quota back, and books that. One that changed meanwhile is left alone.</summary>
    public async Task<bool> MarkLostAsync(StoredRow row, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockedRun.TakeAsync(transaction, row.Workspace, row.Run, cancellationToken) is null || !await MarkAsync(transaction, row, cancellationToken))
            return false;
        await milestones.ReachedAsync("mark_lost", "output", Moment.BeforeCommit);
        var entry = new AuditEntry { Workspace = row.Workspace, Action = AuditAction.OutputLost, TargetId = row.Id.ToString() };
        await audit.WriteAsync(transaction, entry, cancellationToken);
        await milestones.ReachedAsync("mark_lost", "audit", Moment.BeforeCommit);
        await transaction.CommitAsync(cancellationToken);
        await milestones.ReachedAsync("mark_lost", "output", Moment.AfterCommit);
        return true;
    }

    private static async Task<bool> MarkAsync(NpgsqlTransaction transaction, StoredRow row, CancellationToken cancellationToken)
    {
        const string Sql = """
            with lost as (
                update output_objects
                set state = 'lost'
                where workspace_id = $1 and run_id = $2 and id = $3 and state = 'stored' and storage_path = $4
                returning workspace_id, run_id, run_attempt_id, id, creator_app_user_id, provider_file_id, file_name, size_bytes),
            shown as (
                insert into output_capture_failures
                    (id, workspace_id, run_id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, size_bytes, reason, message)
                select gen_random_uuid(), workspace_id, run_id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, size_bytes,
                    'stored_copy_lost', 'The file was captured, but its stored copy is gone.'
                from lost
                on conflict (run_attempt_id, provider_file_id) do nothing),
            booked as (
                insert into usage_ledger (id, workspace_id, app_user_id, run_id, kind, quantity, output_object_id)
                select gen_random_uuid(), workspace_id, creator_app_user_id, run_id, 'storage_bytes', -size_bytes, id
                from lost
                where size_bytes > 0)
            update workspace_counters c
            set storage_used_bytes = c.storage_used_bytes - lost.size_bytes
            from lost
            where c.workspace_id = lost.workspace_id
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = row.Workspace.Value }, new() { Value = row.Run.Value }, new() { Value = row.Id.Value }, new() { Value = row.Path } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
