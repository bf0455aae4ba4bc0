using Antpath.Engine.Audit;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Deletion;

/// <summary>The writes of a workspace's deletion, each a transaction that may be repeated.</summary>
internal sealed class WorkspacePurge(NpgsqlDataSource database, AuditTrail audit, TimeProvider time, Milestones milestones)
{
    private const string Step = "delete_workspace";

    /// <summary>Runs that nobody has asked to go yet.</summary>
    public async Task<IReadOnlyList<RunId>> RunsToStopAsync(WorkspaceId workspace, int limit, CancellationToken cancellationToken)
    {
        const string Sql = "select id from runs where workspace_id = $1 and pending_delete_at is null and deleted_at is null order by created_at desc, id desc limit $2";
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = workspace.Value });
        command.Parameters.Add(new() { Value = limit });
        var runs = new List<RunId>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            runs.Add(new RunId(reader.GetGuid(0)));
        return runs;
    }

    /// <summary>Asks a run to stop and to go, as its user would.</summary>
    public async Task StopAsync(WorkspaceId workspace, RunId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockedRun.TakeAsync(transaction, workspace, id, cancellationToken) is not { DeleteRequested: false } run)
            return; // another process was faster
        await RunRequests.ExecuteAsync(
            transaction,
            [RunRequests.Delete(run), RunRequests.Cancel(run), RunRequests.AppendEvent(run, "run.delete_requested", time), RunRequests.MakeDue(run)],
            cancellationToken);
        await milestones.ReachedAsync(Step, "stop", Moment.BeforeCommit);
        await transaction.CommitAsync(cancellationToken);
        await milestones.ReachedAsync(Step, "stop", Moment.AfterCommit);
    }

    /// <summary>Shows that every run was asked, and ends the workspace's searches at the provider.</summary>
    public async Task DrainAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(ShowDraining(workspace));
        batch.BatchCommands.Add(EndSearches(workspace));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await milestones.ReachedAsync(Step, "drain", Moment.AfterCommit);
    }

    /// <summary>Whether a run is not a tombstone yet, or a search still holds a key.</summary>
    public async Task<bool> AnythingLeftAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        const string Sql = """
            select exists (select from runs where workspace_id = $1 and pending_delete_at is not null and deleted_at is null)
                or exists (select from runs where workspace_id = $1 and pending_delete_at is null and deleted_at is null)
                or exists (select from provider_sweeps where workspace_id = $1 and finished_at is null)
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = workspace.Value });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>
    /// Purges tokens, memberships, invitations and searches, and leaves a tombstone. What usage and audit say of the workspace stays: ids and sums, no content.
    /// </summary>
    /// <returns>Whether this call did it.</returns>
    public async Task<bool> BuryAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        await milestones.ReachedAsync(Step, "workspace", Moment.BeforeIntent);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var bury = new NpgsqlBatch(connection, transaction) { BatchCommands = { Bury(workspace) } })
        {
            if (await bury.ExecuteNonQueryAsync(cancellationToken) == 0)
                return false;
        }

        await using (var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands = { RevokeTokens(workspace), EraseMemberships(workspace), EraseInvitations(workspace), EraseSearches(workspace) },
        })
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await milestones.ReachedAsync(Step, "tombstone", Moment.BeforeCommit);
        var entry = new AuditEntry { Workspace = workspace, Action = AuditAction.WorkspacePurge, TargetId = workspace.ToString() };
        await audit.WriteAsync(transaction, entry, cancellationToken);
        await milestones.ReachedAsync(Step, "workspace", Moment.BeforeCommit);
        await transaction.CommitAsync(cancellationToken);
        await milestones.ReachedAsync(Step, "workspace", Moment.AfterCommit);
        return true;
    }

    private static NpgsqlBatchCommand ShowDraining(WorkspaceId workspace)
    {
        // workspaces.id is the workspace_id here
        const string Sql = "update workspaces set deletion_stage = 'draining' where id = $1 and status = 'pending_delete' and deletion_stage is distinct from 'draining'";
        return Command(Sql, workspace);
    }

    private static NpgsqlBatchCommand EndSearches(WorkspaceId workspace)
    {
        const string Sql = "update provider_sweeps set deadline_at = now() where workspace_id = $1 and finished_at is null and deadline_at > now()";
        return Command(Sql, workspace);
    }

    private static NpgsqlBatchCommand Bury(WorkspaceId workspace)
    {
        // workspaces.id is the workspace_id here
        const string Sql = """
            update workspaces
            set status = 'deleted', deleted_at = now(), deletion_stage = 'purged', name = 'deleted'
            where id = $1 and status = 'pending_delete'
            """;
        return Command(Sql, workspace);
    }

    /// <summary>Runs' tombstones refer to them, so they are made useless and nameless rather than removed.</summary>
    private static NpgsqlBatchCommand RevokeTokens(WorkspaceId workspace)
    {
        const string Sql = "update api_tokens set revoked_at = coalesce(revoked_at, now()), name = 'deleted' where workspace_id = $1";
        return Command(Sql, workspace);
    }

    private static NpgsqlBatchCommand EraseMemberships(WorkspaceId workspace)
    {
        const string Sql = "delete from workspace_memberships where workspace_id = $1";
        return Command(Sql, workspace);
    }

    private static NpgsqlBatchCommand EraseInvitations(WorkspaceId workspace)
    {
        const string Sql = "delete from workspace_invitations where workspace_id = $1";
        return Command(Sql, workspace);
    }

    private static NpgsqlBatchCommand EraseSearches(WorkspaceId workspace)
    {
        const string Sql = "delete from provider_sweeps where workspace_id = $1";
        return Command(Sql, workspace);
    }

    private static NpgsqlBatchCommand Command(string sql, WorkspaceId workspace) => new(sql) { Parameters = { new() { Value = workspace.Value } } };
}
