using Antpath.Engine.Database.Rows;
using Antpath.Engine.Mail;
using Antpath.Ids;
using Antpath.Workspaces;
using Npgsql;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>Statements on <c>workspace_invitations</c>.</summary>
internal static class InvitationRows
{
    public static async Task<IReadOnlyList<InvitationView>> ListAsync(NpgsqlDataSource database, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        const string Sql = """
            select id, role, email, inviter_app_user_id, created_at, expires_at
            from workspace_invitations
            where workspace_id = $1 and expires_at > now()
            order by created_at desc, id desc
            limit $2
            """;
        await using var command = database.CreateCommand(workspace, Sql);
        command.Parameters.Add(new() { Value = workspace.Value });
        command.Parameters.Add(new() { Value = Invitations.ListMax });
        var invitations = new List<InvitationView>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            invitations.Add(new InvitationView
            {
                Id = new InvitationId(reader.GetGuid(0)),
                Role = reader.GetString(1),
                Email = await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetString(2),
                InviterAppUserId = new AppUserId(reader.GetGuid(3)),
                CreatedAt = reader.GetFieldValue<DateTimeOffset>(4),
                ExpiresAt = reader.GetFieldValue<DateTimeOffset>(5),
            });
        }

        return invitations;
    }

    /// <summary>What inviting is judged by, read under the workspace's lock. An invitation to the same address does not count: it is replaced.</summary>
    public static async Task<InvitingStand> StandAsync(
        NpgsqlTransaction transaction, WorkspaceId workspace, AppUserId actor, string? email, CancellationToken cancellationToken)
    {
        const string Sql = """
            select
                (select name from workspaces where id = $1),
                (select role from workspace_memberships where workspace_id = $1 and app_user_id = $2 and status = 'active'),
                (select count(*)::integer from workspace_invitations where workspace_id = $1 and (email = $3) is not true and expires_at > now()),
                exists (
                    select from workspace_memberships m
                    join app_users p on p.id = m.app_user_id
                    left join users u on u.id = p.auth_user_id
                    where m.workspace_id = $1 and m.status = 'active' and lower(coalesce(u.email, p.email)) = $3)
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = workspace.Value }, new() { Value = actor.Value }, Text(email) },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new InvitingStand(
            reader.GetString(0), await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetString(1), reader.GetInt32(2),
            reader.GetBoolean(3));
    }

    /// <summary>Removes what is over, and what a new invitation to the same address replaces: rows never outnumber the invitations that may wait.</summary>
    public static NpgsqlBatchCommand MakeRoom(WorkspaceId workspace, string? email)
    {
        const string Sql = "delete from workspace_invitations where workspace_id = $1 and (expires_at <= now() or email = $2)";
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspace.Value }, Text(email) } };
    }

    public static NpgsqlBatchCommand Insert(WorkspaceId workspace, InvitationView view, byte[] hash, string pepperId)
    {
        const string Sql = """
            insert into workspace_invitations (workspace_id, id, inviter_app_user_id, role, email, token_hash, pepper_id, created_at, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """;
        return new NpgsqlBatchCommand(Sql)
        {
            Parameters =
            {
                new() { Value = workspace.Value }, new() { Value = view.Id.Value }, new() { Value = view.InviterAppUserId.Value }, new() { Value = view.Role },
                Text(view.Email), new() { Value = hash }, new() { Value = pepperId },
                new() { Value = view.CreatedAt.ToUniversalTime() }, new() { Value = view.ExpiresAt.ToUniversalTime() },
            },
        };
    }

    /// <returns>Whether it was there: of several that use an invitation up at once, one gets true.</returns>
    public static async Task<bool> DeleteAsync(NpgsqlTransaction transaction, WorkspaceId workspace, InvitationId id, CancellationToken cancellationToken)
    {
        const string Sql = "delete from workspace_invitations where workspace_id = $1 and id = $2";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = workspace.Value }, new() { Value = id.Value } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>The workspace of an invitation, which its link does not say; null when there is none.</summary>
    public static async Task<WorkspaceId?> WorkspaceOfAsync(NpgsqlDataSource database, InvitationId id, CancellationToken cancellationToken)
    {
        const string Sql = "select invitation_workspace($1)";
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = id.Value });
        return await command.ExecuteScalarAsync(cancellationToken) is Guid workspace ? new WorkspaceId(workspace) : null;
    }

    /// <summary>An invitation that still waits, with what its answer is judged by; null when there is none.</summary>
    /// <param name="create">Makes the statement: alone, or in the transaction of an answer.</param>
    public static async Task<StoredInvitation?> FindAsync(
        Func<string, ScopedCommand> create, WorkspaceId workspace, InvitationId id, AppUserId person, CancellationToken cancellationToken)
    {
        const string Sql = """
            select i.workspace_id, w.name, i.role, i.email, i.token_hash, i.pepper_id, inviter.display_name,
                (select role from workspace_memberships m
                 where m.workspace_id = i.workspace_id and m.app_user_id = i.inviter_app_user_id and m.status = 'active' and inviter.disabled_at is null),
                lower(coalesce(proven.email, invited.email)),
                exists (select from workspace_memberships m where m.workspace_id = i.workspace_id and m.app_user_id = invited.id and m.status = 'active'),
                (select count(*)::integer from workspace_memberships m where m.workspace_id = i.workspace_id and m.status = 'active')
            from workspace_invitations i
            join workspaces w on w.id = i.workspace_id and w.status = 'active'
            join app_users inviter on inviter.id = i.inviter_app_user_id
            join app_users invited on invited.id = $2 and invited.disabled_at is null
            left join users proven on proven.id = invited.auth_user_id
            where i.workspace_id = $3 and i.id = $1 and i.expires_at > now()
            """;
        await using var command = create(Sql);
        command.Parameters.Add(new() { Value = id.Value });
        command.Parameters.Add(new() { Value = person.Value });
        command.Parameters.Add(new() { Value = workspace.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        return new StoredInvitation
        {
            Id = id,
            Workspace = new WorkspaceId(reader.GetGuid(0)),
            WorkspaceName = reader.GetString(1),
            Role = reader.GetString(2),
            Email = await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3),
            Hash = reader.GetFieldValue<byte[]>(4),
            PepperId = reader.GetString(5),
            InviterName = reader.GetString(6),
            InviterRole = await reader.IsDBNullAsync(7, cancellationToken) ? null : reader.GetString(7),
            PersonEmail = await reader.IsDBNullAsync(8, cancellationToken) ? null : reader.GetString(8),
            AlreadyMember = reader.GetBoolean(9),
            Members = reader.GetInt32(10),
        };
    }

    /// <summary>Whether an invitation waits for the owner of an address, in any workspace: then they may sign up, and be sent a link to do so.</summary>
    public static async Task<bool> AwaitsAsync(NpgsqlTransaction transaction, EmailAddress address, CancellationToken cancellationToken)
    {
        const string Sql = "select invitation_awaits($1)";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction) { Parameters = { new() { Value = address.Value } } };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text };
}
