using System.Text.Json.Nodes;
using Antpath.Engine.Audit;
using Antpath.Engine.Database.Rows;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Tenancy;

/// <summary>What a workspace's administrators may set themselves.</summary>
public sealed class WorkspaceSettings(NpgsqlDataSource database, AuditTrail audit, ApiTokens tokens)
{
    /// <summary>Fewest days outputs may be kept.</summary>
    public const int RetentionDaysMin = 1;

    /// <summary>Most days outputs may be kept; longer is for ever.</summary>
    public const int RetentionDaysMax = 3650;

    /// <summary>Sets for how many days outputs of finished runs are kept.</summary>
    /// <param name="principal">Who asks; the scope has been checked.</param>
    /// <param name="days"><see cref="RetentionDaysMin"/> to <see cref="RetentionDaysMax"/>, or null for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the workspace is there and active.</returns>
    public async Task<bool> KeepOutputsAsync(Principal principal, int? days, CancellationToken cancellationToken)
    {
        if (days is < RetentionDaysMin or > RetentionDaysMax)
            throw new ArgumentOutOfRangeException(nameof(days), days, $"Outputs are kept from {RetentionDaysMin} to {RetentionDaysMax} days, or for ever.");
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await SetAsync(transaction, principal.Workspace, days, cancellationToken))
            return false;
        var entry = AuditEntry.By(principal, AuditAction.WorkspaceChange, principal.Workspace.ToString()) with
        {
            Detail = new JsonObject { ["outputsRetentionDays"] = days },
        };
        await audit.WriteAsync(transaction, entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Gives the workspace another name.</summary>
    /// <param name="principal">Who asks; the scope has been checked.</param>
    /// <param name="name">As <see cref="WorkspaceName"/> read it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether the workspace is there and active.</returns>
    public async Task<bool> RenameAsync(Principal principal, string name, CancellationToken cancellationToken)
    {
        if (!WorkspaceName.TryParse(name, out var good))
            throw new ArgumentException("The name is none that WorkspaceName reads.", nameof(name));
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (!await SetNameAsync(transaction, principal.Workspace, good, cancellationToken))
                return false;
            var entry = AuditEntry.By(principal, AuditAction.WorkspaceChange, principal.Workspace.ToString()) with { Detail = new JsonObject { ["name"] = good } };
            await audit.WriteAsync(transaction, entry, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        tokens.Forget(principal.Workspace); // they tell the name
        return true;
    }

    private static async Task<bool> SetNameAsync(NpgsqlTransaction transaction, WorkspaceId workspace, string name, CancellationToken cancellationToken)
    {
        // workspaces.id is the workspace_id here
        const string Sql = "update workspaces set name = $2 where id = $1 and status = 'active'";
        await using var command = transaction.CreateCommand(workspace, Sql);
        command.Parameters.Add(new() { Value = workspace.Value });
        command.Parameters.Add(new() { Value = name });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static async Task<bool> SetAsync(NpgsqlTransaction transaction, WorkspaceId workspace, int? days, CancellationToken cancellationToken)
    {
        // workspaces.id is the workspace_id here
        const string Sql = "update workspaces set outputs_retention_days = $2 where id = $1 and status = 'active'";
        await using var command = transaction.CreateCommand(workspace, Sql);
        command.Parameters.Add(new() { Value = workspace.Value });
        command.Parameters.Add(new() { Value = (object?)days ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Integer });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }
}
