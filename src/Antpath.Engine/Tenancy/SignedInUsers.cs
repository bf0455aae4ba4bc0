using Antpath.Engine.Database.Rows;
using Antpath.Engine.Tenancy.People;
using Antpath.Ids;
using Antpath.Workspaces;
using Npgsql;
using NpgsqlTypes;

namespace Antpath.Engine.Tenancy;

/// <summary>Looks a session's person up anew for each request, so that disabling, sign-out everywhere and removal from a workspace work at once.</summary>
public sealed class SignedInUsers(NpgsqlDataSource database)
{
    /// <summary>The person in a workspace of theirs, if the session still holds.</summary>
    /// <param name="appUser">Who the session says it is.</param>
    /// <param name="tokenVersion">The version the session was made under.</param>
    /// <param name="workspace">Where they want to act; null, or one they are no member of: where they have been longest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when the person is disabled, the version is stale, or they are in no workspace that is left.</returns>
    public async Task<SignedInUser?> FindAsync(AppUserId appUser, int tokenVersion, WorkspaceId? workspace, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: it finds the one that a person's request is in, and every other statement of the request names that one
        const string Sql = """
            select w.id, w.name, m.role
            from workspace_memberships m
            join workspaces w on w.id = m.workspace_id
            join app_users u on u.id = m.app_user_id
            where m.app_user_id = @user and m.status = 'active' and w.status <> 'deleted'
                and u.disabled_at is null and u.token_version = @version
            order by (m.workspace_id = @workspace) is true desc, m.created_at, m.workspace_id
            limit 1
            """;
        await using var command = database.CreateCommand(RowContext.Of(appUser), Sql);
        command.Parameters.Add(new NpgsqlParameter("workspace", NpgsqlDbType.Uuid) { Value = (object?)workspace?.Value ?? DBNull.Value });
        command.Parameters.AddWithValue("user", appUser.Value);
        command.Parameters.AddWithValue("version", tokenVersion);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;

        var found = new WorkspaceReference { Id = new WorkspaceId(reader.GetGuid(0)), Name = reader.GetString(1) };
        return new SignedInUser(new Principal { Workspace = found.Id, AppUser = appUser, Scopes = Scope.OfRole(reader.GetString(2)) }, found, reader.GetString(2));
    }

    /// <summary>The person alone, if the session still holds: for what needs no workspace.</summary>
    /// <param name="appUser">Who the session says it is.</param>
    /// <param name="tokenVersion">The version the session was made under.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when the person is disabled or the version is stale.</returns>
    public async Task<SignedInPerson?> FindPersonAsync(AppUserId appUser, int tokenVersion, CancellationToken cancellationToken)
    {
        const string Sql = """
            select u.email, u.display_name, array(select a.provider from accounts a where a.user_id = u.auth_user_id order by a.provider limit 100)
            from app_users u
            where u.id = @user and u.disabled_at is null and u.token_version = @version
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.AddWithValue("user", appUser.Value);
        command.Parameters.AddWithValue("version", tokenVersion);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var email = await reader.IsDBNullAsync(0, cancellationToken) ? null : reader.GetString(0);
        return new SignedInPerson(appUser, email, reader.GetString(1), reader.GetFieldValue<string[]>(2));
    }
}
