using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Antpath.Engine.Audit;
using Antpath.Engine.Mail;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Tenancy.People;

/// <summary>
/// Links that prove an address once. A link by mail is bound to the browser that asked: the keyed hash that is kept covers that browser's secret too, so
/// neither the database nor the mail alone opens anything. A link for the operator's terminal, which is proof enough, is bound to nothing.
/// </summary>
public sealed class SignInLinks(NpgsqlDataSource database, AuditTrail audit, PepperKeys peppers, IOptions<SignInOptions> options)
{
    /// <summary>How long a link for the terminal works.</summary>
    public static readonly TimeSpan TerminalLifetime = TimeSpan.FromHours(12);

    private const int SecretBytes = 32;
    private const int SecretCharactersMax = 64;

    /// <summary>A fresh secret, for a link or for a browser.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Makes a link for the person whose terminal this is, and says so in the audit trail.</summary>
    /// <param name="email">The address it proves.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The link's token. Treat it as a credential.</returns>
    public async Task<string> IssueForTerminalAsync(EmailAddress email, CancellationToken cancellationToken)
    {
        var token = NewSecret();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await InsertAsync(transaction, email, HashWith(peppers.CurrentId, token, browser: null), TerminalLifetime, int.MaxValue, cancellationToken);
        await audit.WriteAsync(transaction, new AuditEntry { Action = AuditAction.SessionLinkPrint }, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return token;
    }

    /// <summary>Makes a link for a browser.</summary>
    /// <param name="transaction">The transaction it is made in.</param>
    /// <param name="email">The address it proves.</param>
    /// <param name="browser">The secret of the browser that asked.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The link's token; null while <see cref="SignInOptions.LinksWaitingMax"/> links wait for the address.</returns>
    internal async Task<string?> IssueForBrowserAsync(NpgsqlTransaction transaction, EmailAddress email, string browser, CancellationToken cancellationToken)
    {
        var token = NewSecret();
        var hash = HashWith(peppers.CurrentId, token, browser);
        return await InsertAsync(transaction, email, hash, options.Value.LinkLifetime, options.Value.LinksWaitingMax, cancellationToken) ? token : null;
    }

    /// <summary>Uses a link up, and with it all others that wait for the same address.</summary>
    /// <param name="transaction">What follows from it belongs in the same transaction: a crash leaves the link good.</param>
    /// <param name="token">What the link said.</param>
    /// <param name="browser">The secret of the browser it was opened in; null for links of the terminal.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The address that is proven; null when it is no such link. The link of another browser stays good.</returns>
    internal async Task<EmailAddress?> RedeemAsync(NpgsqlTransaction transaction, string? token, string? browser, CancellationToken cancellationToken)
    {
        const string Sql = """
            with used as (
                delete from verification_token where token = any (@hashes) and expires > now()
                returning identifier, token),
            others as (
                delete from verification_token v using used u where v.identifier = u.identifier and v.token <> u.token)
            select identifier from used
            """;
        if (token is not { Length: > 0 and <= SecretCharactersMax } || browser is { Length: 0 or > SecretCharactersMax })
            return null;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("hashes", peppers.Ids.Select(id => HashWith(id, token, browser)).ToArray());
        return EmailAddress.TryParse(await command.ExecuteScalarAsync(cancellationToken) as string, out var email) ? email : null;
    }

    private static async Task<bool> InsertAsync(
        NpgsqlTransaction transaction, EmailAddress email, string hash, TimeSpan lifetime, int waitingMax, CancellationToken cancellationToken)
    {
        // each new link takes a hundred dead ones away: the table stays small without a sweep of its own
        const string Sql = """
            with dead as (
                delete from verification_token
                where token = any (array(select token from verification_token where expires <= now() order by expires limit 100 for update skip locked)))
            insert into verification_token (identifier, expires, token)
            select @email, now() + @lifetime, @hash
            where (select count(*) from verification_token where identifier = @email and expires > now()) < @max
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("email", email.Value);
        command.Parameters.AddWithValue("lifetime", lifetime);
        command.Parameters.AddWithValue("hash", hash);
        command.Parameters.AddWithValue("max", (long)waitingMax);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private string HashWith(string pepper, string token, string? browser) =>
        $"{pepper}.{Convert.ToHexStringLower(HMACSHA256.HashData(peppers.Derive(pepper, "sign-in links"), Encoding.UTF8.GetBytes($"{browser ?? "terminal"}\n{token}")))}";
}
