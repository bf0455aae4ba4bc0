using Antpath.Engine.Database.Rows;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>
/// The lock under which memberships and invitations of a workspace change, one change after the other: what one reads is still so when it writes. A
/// statement of its own, because one that waited for the lock would go on with what it saw before the wait. It keeps no run from being submitted.
/// </summary>
internal static class WorkspaceLock
{
    /// <returns>Whether the workspace is there and active.</returns>
    public static async Task<bool> TakeAsync(NpgsqlTransaction transaction, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        // workspaces.id is the workspace_id here
        const string Sql = "select id from workspaces where id = $1 and status = 'active' for no key update";
        await using var command = transaction.CreateCommand(workspace, Sql); // says it for all that follows
        command.Parameters.Add(new() { Value = workspace.Value });
        return await command.ExecuteScalarAsync(cancellationToken) is Guid;
    }
}
