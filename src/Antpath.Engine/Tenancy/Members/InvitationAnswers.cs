using System.Text.Json.Nodes;
using Antpath.Engine.Audit;
using Antpath.Engine.Configuration;
using Antpath.Engine.Database.Rows;
using Antpath.Ids;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>Invitations as the invited side sees them: looked at, accepted, declined. Each answer uses the invitation up.</summary>
public sealed class InvitationAnswers
{
    private readonly NpgsqlDataSource _database;
    private readonly AuditTrail _audit;
    private readonly MembershipOptions _options;
    private readonly Lazy<KeyRing> _peppers;

    public InvitationAnswers(NpgsqlDataSource database, AuditTrail audit, IOptions<MembershipOptions> options, IOptions<TokenOptions> tokens)
    {
        _database = database;
        _audit = audit;
        _options = options.Value;
        _peppers = new Lazy<KeyRing>(() => KeyRing.Parse(tokens.Value.Pepper, "ANTPATH_TOKEN_PEPPER"));
    }

    /// <summary>What a link means to a person. Changes nothing: mail programs open links too.</summary>
    /// <param name="person">Who is signed in.</param>
    /// <param name="presented">The secret from the link.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<InvitationOffer> LookAsync(AppUserId person, string? presented, CancellationToken cancellationToken)
    {
        if (!InvitationText.TryParse(presented, out var secret))
            return new InvitationOffer.Gone();
        return await InvitationRows.WorkspaceOfAsync(_database, secret.Id, cancellationToken) is { } workspace
            && await InvitationRows.FindAsync(sql => _database.CreateCommand(workspace, sql), workspace, secret.Id, person, cancellationToken) is { } stored
                ? Judge(stored, secret)
                : new InvitationOffer.Gone();
    }

    /// <summary>Makes the person a member.</summary>
    /// <param name="person">Who is signed in.</param>
    /// <param name="presented">The secret from the link.</param>
    /// <param name="requestId">The request, for the audit trail.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns><see cref="InvitationOffer.Open"/> when they are one now, otherwise why not.</returns>
    public Task<InvitationOffer> AcceptAsync(AppUserId person, string? presented, string? requestId, CancellationToken cancellationToken) =>
        AnswerAsync(person, presented, requestId, joins: true, cancellationToken);

    /// <summary>Turns the invitation down.</summary>
    /// <param name="person">Who is signed in.</param>
    /// <param name="presented">The secret from the link.</param>
    /// <param name="requestId">The request, for the audit trail.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns><see cref="InvitationOffer.Open"/> when it is declined now, otherwise why not.</returns>
    public Task<InvitationOffer> DeclineAsync(AppUserId person, string? presented, string? requestId, CancellationToken cancellationToken) =>
        AnswerAsync(person, presented, requestId, joins: false, cancellationToken);

    private async Task<InvitationOffer> AnswerAsync(AppUserId person, string? presented, string? requestId, bool joins, CancellationToken cancellationToken)
    {
        var before = await LookAsync(person, presented, cancellationToken);
        if (before is not InvitationOffer.Open { Workspace: var workspace } || !InvitationText.TryParse(presented, out var secret))
            return before;

        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await WorkspaceLock.TakeAsync(transaction, workspace, cancellationToken))
            return new InvitationOffer.Gone();
        if (await InvitationRows.FindAsync(sql => transaction.CreateCommand(workspace, sql), workspace, secret.Id, person, cancellationToken) is not { } stored)
            return new InvitationOffer.Gone();
        var now = Judge(stored, secret);
        if (now is not InvitationOffer.Open)
            return now;
        if (!await InvitationRows.DeleteAsync(transaction, workspace, stored.Id, cancellationToken))
            return new InvitationOffer.Gone();
        if (joins)
        {
            await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { MembershipRows.Join(workspace, person, stored.Role) } };
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        var entry = new AuditEntry
        {
            Workspace = workspace,
            AppUser = person,
            Action = joins ? AuditAction.InvitationAccept : AuditAction.InvitationDecline,
            TargetId = stored.Id.ToString(),
            RequestId = requestId,
            Detail = new JsonObject { ["role"] = stored.Role },
        };
        await _audit.WriteAsync(transaction, entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return now;
    }

    private InvitationOffer Judge(StoredInvitation stored, InvitationText secret) => stored.Judge(secret, _peppers.Value, _options.MembersMax);
}
