using Antpath.Engine.Mail;
using Antpath.Engine.Tenancy.Members;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Tenancy.People;

/// <summary>Decides about a proven address that nobody here has yet.</summary>
internal sealed class SignUpRule(IOptions<SignInOptions> options)
{
    /// <summary>The plan of workspaces that people made by signing up.</summary>
    public const string FreePlan = "free";

    /// <returns>Null when they may join; else a word of <see cref="SignInRefusal"/>. What it says holds until the transaction ends.</returns>
    public async Task<string?> RefusalAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        const string Sql = "select pg_advisory_xact_lock(hashtextextended('sign-up', 0))";
        if (options.Value.SignUp != SignUp.Open)
            return SignInRefusal.NotInvited;
        await using (var command = new NpgsqlCommand(Sql, transaction.Connection, transaction)) // a statement of its own: the count must see what the one before us made
            await command.ExecuteNonQueryAsync(cancellationToken);
        return await HasRoomAsync(transaction, cancellationToken) ? null : SignInRefusal.SignUpFull;
    }

    /// <summary>Whether a link to this address could let anybody in: who is known, and who may join.</summary>
    public async Task<bool> MayOpenLinkAsync(NpgsqlTransaction transaction, EmailAddress email, CancellationToken cancellationToken)
    {
        const string Sql = """
            select exists (
                select from app_users a
                left join users u on u.id = a.auth_user_id
                where a.disabled_at is null and (lower(u.email) = @email or (a.auth_user_id is null and lower(a.email) = @email)))
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("email", email.Value);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!
            || await InvitationRows.AwaitsAsync(transaction, email, cancellationToken)
            || (options.Value.SignUp == SignUp.Open && await HasRoomAsync(transaction, cancellationToken));
    }

    private async Task<bool> HasRoomAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        const string Sql = "select count(*) from app_users where signed_up_at is not null and disabled_at is null";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))! < options.Value.FreeUsersMax;
    }
}
