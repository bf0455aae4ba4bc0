using Antpath.Engine.Database.Rows;
using Antpath.Ids;
using Antpath.Tokens;
using Npgsql;

namespace Antpath.Engine.Tenancy;

/// <summary>The statements about a workspace's API tokens.</summary>
internal static class TokenRows
{
    private const string Columns = """
        t.id, t.name, t.scopes, t.creator_app_user_id, t.created_at, t.expires_at, t.last_used_at, t.revoked_at, t.replaced_by,
        case
            when t.revoked_at is not null then 'revoked'
            when t.expires_at <= now() then 'expired'
            when u.disabled_at is not null or m.status is distinct from 'active' then 'creator_gone'
            when t.replaced_by is not null then 'replaced'
            else 'active'
        end
        """;

    /// <summary>Makes changes of a workspace's tokens follow one another, and reads who may: the role, or null when the workspace is closed to the person.</summary>
    public static async Task<string?> LockAsync(NpgsqlTransaction transaction, WorkspaceId workspace, AppUserId appUser, CancellationToken cancellationToken)
    {
        // workspaces.id is the workspace_id here
        const string Sql = """
            select m.role
            from workspaces w
            join workspace_memberships m on m.workspace_id = w.id and m.app_user_id = $2 and m.status = 'active'
            where w.id = $1 and w.status = 'active'
            for no key update of w
            """;
        await using var command = transaction.CreateCommand(workspace, Sql);
        command.Parameters.Add(new() { Value = workspace.Value });
        command.Parameters.Add(new() { Value = appUser.Value });
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>Tokens that work and were not replaced. A statement of its own behind the lock, so that it sees what others committed before.</summary>
    public static async Task<long> CountAsync(NpgsqlTransaction transaction, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        const string Sql = """
            select count(*) from api_tokens
            where workspace_id = $1 and revoked_at is null and replaced_by is null and (expires_at is null or expires_at > now())
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction) { Parameters = { new() { Value = workspace.Value } } };
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Puts one token in another's place, which goes on for a while, though not longer than it would have.</summary>
    public static async Task ReplaceAsync(
        NpgsqlTransaction transaction, WorkspaceId workspace, ApiTokenId old, ApiTokenId next, TimeSpan overlap, CancellationToken cancellationToken)
    {
        const string Sql = "update api_tokens set replaced_by = $3, expires_at = least(expires_at, now() + $4) where workspace_id = $1 and id = $2 and replaced_by is null";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.Add(new() { Value = workspace.Value });
        command.Parameters.Add(new() { Value = old.Value });
        command.Parameters.Add(new() { Value = next.Value });
        command.Parameters.Add(new() { Value = overlap });
        if (await command.ExecuteNonQueryAsync(cancellationToken) != 1)
            throw new InvalidOperationException($"{old} was replaced under its workspace's lock.");
    }

    public static async Task<TokenView?> FindAsync(NpgsqlTransaction transaction, WorkspaceId workspace, ApiTokenId token, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
            from api_tokens t
            join app_users u on u.id = t.creator_app_user_id
            left join workspace_memberships m on m.workspace_id = t.workspace_id and m.app_user_id = t.creator_app_user_id
            where t.workspace_id = $1 and t.id = $2
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction) { Parameters = { new() { Value = workspace.Value }, new() { Value = token.Value } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>Tokens older than one, newest first. Ids are made in the order of time.</summary>
    public static async Task<List<TokenView>> ListAsync(
        NpgsqlDataSource database, WorkspaceId workspace, bool all, Guid before, int limit, CancellationToken cancellationToken)
    {
        const string Sql = $"""
            select {Columns}
            from api_tokens t
            join app_users u on u.id = t.creator_app_user_id
            left join workspace_memberships m on m.workspace_id = t.workspace_id and m.app_user_id = t.creator_app_user_id
            where t.workspace_id = $1 and t.id < $2
                and ($3 or (t.revoked_at is null and (t.expires_at is null or t.expires_at > now()) and u.disabled_at is null and m.status = 'active'))
            order by t.id desc
            limit $4
            """;
        await using var command = database.CreateCommand(workspace, Sql);
        command.Parameters.Add(new() { Value = workspace.Value });
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = all });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tokens = new List<TokenView>(limit);
        while (await reader.ReadAsync(cancellationToken))
            tokens.Add(Read(reader));
        return tokens;
    }

    private static TokenView Read(NpgsqlDataReader reader) => new()
    {
        Id = new ApiTokenId(reader.GetGuid(0)),
        Name = reader.GetString(1),
        Scopes = reader.GetFieldValue<string[]>(2),
        CreatedBy = new AppUserId(reader.GetGuid(3)),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(4),
        ExpiresAt = Instant(reader, 5),
        LastUsedAt = Instant(reader, 6),
        RevokedAt = Instant(reader, 7),
        ReplacedBy = reader.IsDBNull(8) ? null : new ApiTokenId(reader.GetGuid(8)),
        Status = reader.GetString(9),
    };

    private static DateTimeOffset? Instant(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
