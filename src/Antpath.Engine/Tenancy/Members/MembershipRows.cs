using Antpath.Engine.Database.Rows;
using Antpath.Ids;
using Antpath.Workspaces;
using Npgsql;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>Statements on <c>workspace_memberships</c>.</summary>
internal static class MembershipRows
{
    public static async Task<IReadOnlyList<MemberView>> ListAsync(NpgsqlDataSource database, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        const string Sql = """
            select u.id, u.display_name, u.email, m.role, u.disabled_at is not null, m.created_at
            from workspace_memberships m
            join app_users u on u.id = m.app_user_id
            where m.workspace_id = $1 and m.status = 'active'
            order by array_position(array['owner', 'admin', 'member', 'viewer'], m.role), lower(u.display_name), u.id
            limit $2
            """;
        await using var command = database.CreateCommand(workspace, Sql);
        command.Parameters.Add(new() { Value = workspace.Value });
        command.Parameters.Add(new() { Value = WorkspaceMembers.ListMax });
        var members = new List<MemberView>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            members.Add(new MemberView
            {
                AppUserId = new AppUserId(reader.GetGuid(0)),
                DisplayName = reader.GetString(1),
                Email = await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetString(2),
                Role = reader.GetString(3),
                Disabled = reader.GetBoolean(4),
                JoinedAt = reader.GetFieldValue<DateTimeOffset>(5),
            });
        }

        return members;
    }

    public static async Task<Standing> StandingAsync(
        NpgsqlTransaction transaction, WorkspaceId workspace, AppUserId actor, AppUserId target, CancellationToken cancellationToken)
    {
        const string Sql = """
            select
                (select role from workspace_memberships where workspace_id = $1 and app_user_id = $2 and status = 'active'),
                (select role from workspace_memberships where workspace_id = $1 and app_user_id = $3 and status = 'active'),
                exists (select from app_users where id = $3 and disabled_at is null),
                (select count(*)::integer
                 from workspace_memberships m
                 join app_users u on u.id = m.app_user_id
                 where m.workspace_id = $1 and m.role = 'owner' and m.status = 'active' and u.disabled_at is null and m.app_user_id <> $3)
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = workspace.Value }, new() { Value = actor.Value }, new() { Value = target.Value } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new Standing
        {
            Actor = await reader.IsDBNullAsync(0, cancellationToken) ? null : reader.GetString(0),
            Target = await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetString(1),
            Self = actor == target,
            TargetEnabled = reader.GetBoolean(2),
            OtherOwners = reader.GetInt32(3),
        };
    }

    public static NpgsqlBatchCommand SetRole(WorkspaceId workspace, AppUserId person, string role)
    {
        const string Sql = "update workspace_memberships set role = $3 where workspace_id = $1 and app_user_id = $2 and status = 'active'";
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspace.Value }, new() { Value = person.Value }, new() { Value = role } } };
    }

    public static NpgsqlBatchCommand Remove(WorkspaceId workspace, AppUserId person)
    {
        const string Sql = "update workspace_memberships set status = 'removed' where workspace_id = $1 and app_user_id = $2 and status = 'active'";
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspace.Value }, new() { Value = person.Value } } };
    }

    /// <summary>For good: whoever is invited again makes new ones.</summary>
    public static NpgsqlBatchCommand RevokeTokens(WorkspaceId workspace, AppUserId person)
    {
        const string Sql = "update api_tokens set revoked_at = now() where workspace_id = $1 and creator_app_user_id = $2 and revoked_at is null";
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspace.Value }, new() { Value = person.Value } } };
    }

    public static NpgsqlBatchCommand Join(WorkspaceId workspace, AppUserId person, string role)
    {
        const string Sql = """
            insert into workspace_memberships (workspace_id, app_user_id, role)
            values ($1, $2, $3)
            on conflict (workspace_id, app_user_id) do update set role = excluded.role, status = 'active', created_at = now()
            """;
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspace.Value }, new() { Value = person.Value }, new() { Value = role } } };
    }
}
