using Antpath.Engine.Audit;
using Antpath.Engine.Database.Rows;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Deletion;

/// <summary>
/// Takes the wish to delete a workspace. It closes the workspace under the lock that submissions take, so none slips in behind it; the rest is
/// <see cref="WorkspaceDeletionSweep"/>'s.
/// </summary>
public sealed class WorkspaceDeletion(NpgsqlDataSource database, AuditTrail audit, Tenancy.Workspaces workspaces, ApiTokens tokens)
{
    /// <summary>Asks for the principal's workspace to be deleted. Asking again changes nothing.</summary>
    /// <param name="principal">Who asks; the scope has been checked, that they own the workspace is judged here.</param>
    /// <param name="confirmedName">What the person typed: must be the workspace's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<WorkspaceDeleteResult> DeleteAsync(Principal principal, string confirmedName, CancellationToken cancellationToken)
    {
        if (await workspaces.GetAsync(principal.Workspace, cancellationToken) is not { } view)
            return new WorkspaceDeleteResult.Closed();
        if (!string.Equals(view.Name, confirmedName, StringComparison.Ordinal))
            return new WorkspaceDeleteResult.NotConfirmed();
        if (!await OwnsAsync(principal, cancellationToken))
            return new WorkspaceDeleteResult.NotOwner();
        var closed = await CloseAsync(principal, confirmedName, cancellationToken);
        tokens.Forget(principal.Workspace);
        if (await workspaces.GetAsync(principal.Workspace, cancellationToken) is { Status: "pending_delete" } pending)
            return new WorkspaceDeleteResult.Requested(pending);
        return closed ? throw new InvalidOperationException($"{principal.Workspace} was closed for deletion and is open again.") : new WorkspaceDeleteResult.Closed();
    }

    private async Task<bool> OwnsAsync(Principal principal, CancellationToken cancellationToken)
    {
        const string Sql = """
            select exists (select from workspace_memberships where workspace_id = $1 and app_user_id = $2 and role = 'owner' and status = 'active')
            """;
        await using var command = database.CreateCommand(principal.Workspace, Sql);
        command.Parameters.Add(new() { Value = principal.Workspace.Value });
        command.Parameters.Add(new() { Value = principal.AppUser.Value });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <returns>Whether this call closed it.</returns>
    private async Task<bool> CloseAsync(Principal principal, string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var close = Close(principal, name);
        await using (var batch = transaction.CreateBatch(RowContext.Of(principal.Workspace)))
        {
            batch.Add(LockCounters(principal.Workspace));
            batch.Add(close);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        if (close.RecordsAffected == 0)
            return false;
        await audit.WriteAsync(transaction, AuditEntry.By(principal, AuditAction.WorkspaceDelete, principal.Workspace.ToString()), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static NpgsqlBatchCommand LockCounters(WorkspaceId workspace)
    {
        const string Sql = "select workspace_id from workspace_counters where workspace_id = $1 for update";
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspace.Value } } };
    }

    /// <summary>Closes it if the person still owns it: the role is judged in the statement that decides.</summary>
    private static NpgsqlBatchCommand Close(Principal principal, string name)
    {
        // workspaces.id is the workspace_id here
        const string Sql = """
            update workspaces
            set status = 'pending_delete', pending_delete_at = now(), deletion_stage = 'stopping_runs'
            where id = $1 and name = $2 and status = 'active'
                and exists (select from workspace_memberships where workspace_id = $1 and app_user_id = $3 and role = 'owner' and status = 'active')
            """;
        return new NpgsqlBatchCommand(Sql)
        {
            Parameters = { new() { Value = principal.Workspace.Value }, new() { Value = name }, new() { Value = principal.AppUser.Value } },
        };
    }
}
