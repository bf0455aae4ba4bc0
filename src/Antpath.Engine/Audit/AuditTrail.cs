using Antpath.Engine.Database;
using Npgsql;
using NpgsqlTypes;

namespace Antpath.Engine.Audit;

/// <summary>Writes the audit trail, always in the transaction of what it tells of.</summary>
public sealed class AuditTrail(TimeProvider time)
{
    /// <summary>Adds one entry.</summary>
    /// <param name="transaction">The transaction of the act.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WriteAsync(NpgsqlTransaction transaction, AuditEntry entry, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into audit_logs (workspace_id, id, app_user_id, api_token_id, action, target_id, request_id, detail)
            values (@workspace, @id, @user, @token, @action, @target, @request, @detail)
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.Add(Nullable("workspace", NpgsqlDbType.Uuid, entry.Workspace?.Value));
        command.Parameters.AddWithValue("id", time.NewUuid());
        command.Parameters.Add(Nullable("user", NpgsqlDbType.Uuid, entry.AppUser?.Value));
        command.Parameters.Add(Nullable("token", NpgsqlDbType.Uuid, entry.ApiToken?.Value));
        command.Parameters.AddWithValue("action", entry.Action);
        command.Parameters.Add(Nullable("target", NpgsqlDbType.Text, entry.TargetId));
        command.Parameters.Add(Nullable("request", NpgsqlDbType.Text, entry.RequestId));
        command.Parameters.AddWithValue("detail", NpgsqlDbType.Jsonb, entry.Detail?.ToJsonString() ?? "{}");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Nullable(string name, NpgsqlDbType type, object? value) => new(name, type) { Value = value ?? DBNull.Value };
}
