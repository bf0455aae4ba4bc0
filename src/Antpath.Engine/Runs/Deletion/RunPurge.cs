using Antpath.Engine.Audit;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Deletion;

/// <summary>
/// The writes of a deletion, each a transaction that may be repeated. Each locks the run before any row that belongs to it: sweeps of several workers
/// meet here at the same run, and would lock its rows in the order of whatever index each statement goes through.
/// </summary>
internal sealed class RunPurge(NpgsqlDataSource database, AuditTrail audit, Milestones milestones)
{
    private const string Step = "purge";

    /// <summary>Takes a run's files out of everybody's reach, before any of them is removed.</summary>
    /// <returns>Files that are still to be removed, at most <paramref name="limit"/>.</returns>
    public async Task<IReadOnlyList<DoomedFile>> MarkFilesAsync(WorkspaceId workspace, RunId run, int limit, CancellationToken cancellationToken)
    {
        await milestones.ReachedAsync(Step, "files", Moment.BeforeIntent);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockedRun.TakeAsync(transaction, workspace, run, cancellationToken) is null)
            return []; // another process was faster
        var files = await MarkAsync(transaction, workspace, run, limit, cancellationToken);
        await milestones.ReachedAsync(Step, "files", Moment.BeforeCommit);
        await transaction.CommitAsync(cancellationToken);
        await milestones.ReachedAsync(Step, "files", Moment.AfterIntent);
        return files;
    }

    /// <summary>Gives removed files back to the quota, and books it. Files that were given back before, or went with their run, are left out.</summary>
    public async Task GiveBackAsync(WorkspaceId workspace, RunId run, Guid[] files, CancellationToken cancellationToken)
    {
        if (files.Length == 0)
            return;
        await milestones.ReachedAsync(Step, "files", Moment.AfterReply);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockedRun.TakeAsync(transaction, workspace, run, cancellationToken) is not { } locked)
            return; // another process was faster
        await GiveBackAsync(transaction, locked, files, cancellationToken);
        await milestones.ReachedAsync(Step, "quota", Moment.BeforeCommit);
        await transaction.CommitAsync(cancellationToken);
        await milestones.ReachedAsync(Step, "quota", Moment.AfterCommit);
    }

    /// <summary>Erases what belongs to a run and leaves a tombstone: ids and attribution, which usage and audit refer to.</summary>
    public async Task EraseAsync(WorkspaceId workspace, RunId id, CancellationToken cancellationToken)
    {
        await milestones.ReachedAsync(Step, "run", Moment.BeforeIntent);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockedRun.TakeAsync(transaction, workspace, id, cancellationToken) is not { DeleteRequested: true, LifecycleOver: true } run)
            return; // another process was faster
        await RunRequests.ExecuteAsync(transaction, [EraseEvents(run), EraseCleanup(run), EraseAttempts(run), EraseLease(run), Bury(run)], cancellationToken);
        await milestones.ReachedAsync(Step, "tombstone", Moment.BeforeCommit);
        var entry = new AuditEntry { Workspace = workspace, Action = AuditAction.RunPurge, TargetId = id.ToString() };
        await audit.WriteAsync(transaction, entry, cancellationToken);
        await milestones.ReachedAsync(Step, "run", Moment.BeforeCommit);
        await transaction.CommitAsync(cancellationToken);
        await milestones.ReachedAsync(Step, "run", Moment.AfterCommit);
    }

    private static async Task<IReadOnlyList<DoomedFile>> MarkAsync(
        NpgsqlTransaction transaction, WorkspaceId workspace, RunId run, int limit, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands = { Mark(workspace, run), ReadMarked(workspace, run, limit) },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var files = new List<DoomedFile>();
        while (await reader.ReadAsync(cancellationToken))
            files.Add(new DoomedFile(new OutputId(reader.GetGuid(0)), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        return files;
    }

    private static async Task GiveBackAsync(NpgsqlTransaction transaction, LockedRun run, Guid[] files, CancellationToken cancellationToken)
    {
        const string Sql = """
            with gone as (
                update output_objects
                set state = 'deleted', deleted_at = now()
                where workspace_id = $1 and run_id = $2 and id = any ($3) and state = 'deleting'
                returning workspace_id, creator_app_user_id, run_id, id, size_bytes, stored_at is not null as stored),
            booked as (
                insert into usage_ledger (id, workspace_id, app_user_id, run_id, kind, quantity, output_object_id)
                select gen_random_uuid(), workspace_id, creator_app_user_id, run_id, 'storage_bytes', -size_bytes, id
                from gone
                where stored and size_bytes > 0)
            update workspace_counters c
            set storage_used_bytes = c.storage_used_bytes - total.used, storage_reserved_bytes = c.storage_reserved_bytes - total.reserved
            from (
                select workspace_id,
                    coalesce(sum(size_bytes) filter (where stored), 0)::bigint as used,
                    coalesce(sum(size_bytes) filter (where not stored), 0)::bigint as reserved
                from gone
                group by workspace_id) total
            where c.workspace_id = total.workspace_id
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = run.Workspace.Value }, new() { Value = run.Id.Value }, new() { Value = files } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Mark(WorkspaceId workspace, RunId run)
    {
        const string Sql = "update output_objects set state = 'deleting' where workspace_id = $1 and run_id = $2 and state in ('reserved', 'stored')";
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspace.Value }, new() { Value = run.Value } } };
    }

    private static NpgsqlBatchCommand ReadMarked(WorkspaceId workspace, RunId run, int limit)
    {
        const string Sql = """
            select id, storage_backend, storage_bucket, storage_path
            from output_objects
            where workspace_id = $1 and run_id = $2 and state = 'deleting'
            order by id
            limit $3
            """;
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspace.Value }, new() { Value = run.Value }, new() { Value = limit } } };
    }

    private static NpgsqlBatchCommand EraseEvents(LockedRun run)
    {
        const string Sql = "delete from run_events where workspace_id = $1 and run_id = $2";
        return RunRequests.Command(Sql, run);
    }

    private static NpgsqlBatchCommand EraseCleanup(LockedRun run)
    {
        const string Sql = "delete from cleanup_attempts where workspace_id = $1 and run_id = $2";
        return RunRequests.Command(Sql, run);
    }

    /// <summary>Takes the journal, the outputs' rows and the capture failures along.</summary>
    private static NpgsqlBatchCommand EraseAttempts(LockedRun run)
    {
        const string Sql = "delete from run_attempts where workspace_id = $1 and run_id = $2";
        return RunRequests.Command(Sql, run);
    }

    private static NpgsqlBatchCommand EraseLease(LockedRun run)
    {
        const string Sql = "delete from run_leases where workspace_id = $1 and run_id = $2";
        return RunRequests.Command(Sql, run);
    }

    private static NpgsqlBatchCommand Bury(LockedRun run)
    {
        const string Sql = """
            update runs
            set status = 'deleted', status_code = 'deleted', status_message = 'Deleted.',
                phase = 'deleted', phase_code = 'deleted', phase_message = 'Deleted.',
                template_name = 'deleted', template_hash = 'sha256:' || repeat('0', 64), template_snapshot = '{}', tags = '{}',
                idempotency_key = null, deleted_at = now()
            where workspace_id = $1 and id = $2
            """;
        return RunRequests.Command(Sql, run);
    }
}
