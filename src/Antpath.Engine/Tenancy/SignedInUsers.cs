using Antpath.Ids;
using Antpath.Workspaces;
using Npgsql;

namespace Antpath.Engine.Tenancy;

/// <summary>Looks a session's person up anew for each request, so that disabling, sign-out everywhere and removal from a workspace work at once.</summary>
public sealed class SignedInUsers(NpgsqlDataSource database)
{
    /// <summary>The person, if the session still holds.</summary>
    /// <param name="appUser">Who the session says it is.</param>
    /// <param name="tokenVersion">The version the session was made under.</param>
    /// <param name="workspace">Where they want to act.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null when the person is disabled, the version is stale, they are no member, or the workspace is deleted.</returns>
    public async Task<SignedInUser?> FindAsync(AppUserId appUser, int tokenVersion, WorkspaceId workspace, CancellationToken cancellationToken)
    {
        const string Sql = """
            select w.name, m.role
            from workspace_memberships m
            join workspaces w on w.id = m.workspace_id
            join app_users u on u.id = m.app_user_id
            where m.workspace_id = @workspace and m.app_user_id = @user and m.status = 'active' and w.status <> 'deleted'
                and u.disabled_at is null and u.token_version = @version
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.AddWithValue("workspace", workspace.Value);
        command.Parameters.AddWithValue("user", appUser.Value);
        command.Parameters.AddWithValue("version", tokenVersion);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;

        var principal = new Principal { Workspace = workspace, AppUser = appUser, Scopes = Scope.OfRole(reader.GetString(1)) };
        return new SignedInUser(principal, new WorkspaceReference { Id = workspace, Name = reader.GetString(0) });
    }

    /// <summary>The version a new session of this person is made under; null when there is no such person or they are disabled.</summary>
    /// <param name="appUser">Who.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<int?> FindVersionAsync(AppUserId appUser, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: a person signs in before choosing one
        const string Sql = "select token_version from app_users where id = @user and disabled_at is null";
        await using var command = database.CreateCommand(Sql);
        command.Parameters.AddWithValue("user", appUser.Value);
        return await command.ExecuteScalarAsync(cancellationToken) as int?;
    }
}
