using Antpath.Engine.Mail;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Tenancy.People;

/// <summary>The rows of sign-in (<c>users</c>, <c>accounts</c>) and of the people behind them (<c>app_users</c>), inside one sign-in's transaction.</summary>
internal static class PersonRows
{
    /// <summary>One sign-in at a time for an address: "look, then insert" is safe under it. Workspaces are made under the same lock.</summary>
    public static async Task LockAsync(NpgsqlTransaction transaction, string email, CancellationToken cancellationToken)
    {
        const string Sql = "select pg_advisory_xact_lock(hashtextextended('workspace-owner:' || lower(@email), 0))";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("email", email);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static async Task<Guid?> FindByAccountAsync(NpgsqlTransaction transaction, string provider, string subject, CancellationToken cancellationToken)
    {
        const string Sql = "select user_id from accounts where provider = @provider and provider_account_id = @subject";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("provider", provider);
        command.Parameters.AddWithValue("subject", subject);
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    /// <summary>The user whose proven address this is.</summary>
    public static async Task<Guid?> FindByEmailAsync(NpgsqlTransaction transaction, EmailAddress email, CancellationToken cancellationToken)
    {
        const string Sql = "select id from users where lower(email) = @email and email_verified is not null";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("email", email.Value);
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    /// <summary>Antpath's row of a user.</summary>
    public static async Task<PersonRow?> FindPersonAsync(NpgsqlTransaction transaction, Guid user, CancellationToken cancellationToken)
    {
        const string Sql = "select id, token_version, disabled_at is not null from app_users where auth_user_id = @user";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("user", user);
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>The row that somebody was given before they first signed in: by the operator, or by who invited them.</summary>
    public static async Task<PersonRow?> FindExpectedAsync(NpgsqlTransaction transaction, EmailAddress email, CancellationToken cancellationToken)
    {
        const string Sql = """
            select id, token_version, disabled_at is not null
            from app_users
            where lower(email) = @email and auth_user_id is null
            order by created_at, id
            limit 1
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("email", email.Value);
        return await ReadAsync(command, cancellationToken);
    }

    public static async Task InsertUserAsync(NpgsqlTransaction transaction, Guid user, ProvenIdentity identity, CancellationToken cancellationToken)
    {
        const string Sql = "insert into users (id, name, email, email_verified) values (@id, @name, @email, now())";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("id", user);
        command.Parameters.AddWithValue("name", (object?)identity.Name ?? DBNull.Value);
        command.Parameters.AddWithValue("email", identity.VerifiedEmail!.Value);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Remembers whose an identity is. Its tokens are not kept: nothing here needs them.</summary>
    public static async Task InsertAccountAsync(NpgsqlTransaction transaction, Guid id, Guid user, ProvenIdentity identity, CancellationToken cancellationToken)
    {
        const string Sql = "insert into accounts (id, user_id, type, provider, provider_account_id) values (@id, @user, @type, @provider, @subject)";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("id", id);
        command.Parameters.AddWithValue("user", user);
        command.Parameters.AddWithValue("type", identity.Type);
        command.Parameters.AddWithValue("provider", identity.Provider);
        command.Parameters.AddWithValue("subject", identity.Subject!);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A new person.</summary>
    /// <param name="signedUp">Whether they join by themselves, and count against the allowance of an open sign-up; not when somebody invited them.</param>
    public static async Task InsertPersonAsync(
        NpgsqlTransaction transaction, AppUserId person, EmailAddress email, string name, bool signedUp, CancellationToken cancellationToken)
    {
        const string Sql = "insert into app_users (id, email, display_name, signed_up_at) values (@id, @email, @name, case when @signed then now() end)";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("id", person.Value);
        command.Parameters.AddWithValue("email", email.Value);
        command.Parameters.AddWithValue("name", name);
        command.Parameters.AddWithValue("signed", signedUp);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Ties Antpath's row to the user.</summary>
    public static async Task TieAsync(NpgsqlTransaction transaction, AppUserId person, Guid user, CancellationToken cancellationToken)
    {
        const string Sql = "update app_users set auth_user_id = @user where id = @id and auth_user_id is null";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("user", user);
        command.Parameters.AddWithValue("id", person.Value);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<PersonRow?> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new PersonRow(new AppUserId(reader.GetGuid(0)), reader.GetInt32(1), reader.GetBoolean(2)) : null;
    }
}
