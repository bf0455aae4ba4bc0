using System.Text.Json.Nodes;
using Antpath.Engine.Audit;
using Antpath.Engine.Configuration;
using Antpath.Engine.Database;
using Antpath.Engine.Mail;
using Antpath.Ids;
using Antpath.Workspaces;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>
/// Invitations as the inviting side sees them: made, listed, revoked. An invitation is a row that waits and a secret in a link; of the secret only a keyed
/// hash is kept. One that names an address is good for the owner of that address alone.
/// </summary>
public sealed class Invitations
{
    /// <summary>Invitations a list holds, and a deployment may allow.</summary>
    public const int ListMax = 500;

    private readonly NpgsqlDataSource _database;
    private readonly AuditTrail _audit;
    private readonly MembershipOptions _options;
    private readonly TimeProvider _time;
    private readonly Lazy<KeyRing> _peppers;

    public Invitations(NpgsqlDataSource database, AuditTrail audit, IOptions<MembershipOptions> options, IOptions<TokenOptions> tokens, TimeProvider time)
    {
        _database = database;
        _audit = audit;
        _options = options.Value;
        _time = time;
        _peppers = new Lazy<KeyRing>(() => KeyRing.Parse(tokens.Value.Pepper, "ANTPATH_TOKEN_PEPPER"));
    }

    /// <summary>Those that wait, newest first.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<InvitationList> ListAsync(WorkspaceId workspace, CancellationToken cancellationToken) =>
        new() { Data = await InvitationRows.ListAsync(_database, workspace, cancellationToken), InvitationsMax = _options.InvitationsMax };

    /// <summary>Invites somebody. An earlier invitation to the same address is replaced, and its link stops working.</summary>
    /// <param name="principal">Who invites; their role is judged here.</param>
    /// <param name="request">As what, and whom; the address may be anything.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<InvitationResult> CreateAsync(Principal principal, InvitationRequest request, CancellationToken cancellationToken)
    {
        EmailAddress? address = null;
        if (request.Email is not null && !EmailAddress.TryParse(request.Email, out address))
            return new InvitationResult.AddressInvalid();
        if (!MemberRole.All.Contains(request.Role, StringComparer.Ordinal))
            throw new ArgumentException("The role is none of MemberRole.", nameof(request));

        var workspace = principal.Workspace;
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await WorkspaceLock.TakeAsync(transaction, workspace, cancellationToken))
            return new InvitationResult.Closed();
        var stand = await InvitationRows.StandAsync(transaction, workspace, principal.AppUser, address?.Value, cancellationToken);
        if (!MembershipRules.MayInvite(stand.Actor, request.Role))
            return new InvitationResult.RoleInsufficient();
        if (stand.AlreadyMember)
            return new InvitationResult.AlreadyMember();
        if (stand.Waiting >= _options.InvitationsMax)
            return new InvitationResult.TooMany(_options.InvitationsMax);

        var view = NewView(principal.AppUser, request.Role, address);
        var secret = InvitationText.Create(view.Id);
        await using (var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                InvitationRows.MakeRoom(workspace, view.Email),
                InvitationRows.Insert(workspace, view, secret.HashWith(_peppers.Value.Current), _peppers.Value.CurrentId),
            },
        })
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        var entry = AuditEntry.By(principal, AuditAction.InvitationCreate, view.Id.ToString()) with
        {
            Detail = new JsonObject { ["role"] = view.Role, ["addressed"] = address is not null }, // never the address itself
        };
        await _audit.WriteAsync(transaction, entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new InvitationResult.Created(view, secret, stand.WorkspaceName);
    }

    /// <summary>Makes an invitation's link worthless.</summary>
    /// <param name="principal">Who asks; their role is judged here.</param>
    /// <param name="id">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<RevokeInvitationResult> RevokeAsync(Principal principal, InvitationId id, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await WorkspaceLock.TakeAsync(transaction, principal.Workspace, cancellationToken))
            return RevokeInvitationResult.Closed;
        var standing = await MembershipRows.StandingAsync(transaction, principal.Workspace, principal.AppUser, principal.AppUser, cancellationToken);
        if (!MembershipRules.Manages(standing.Actor))
            return RevokeInvitationResult.RoleInsufficient;
        if (!await InvitationRows.DeleteAsync(transaction, principal.Workspace, id, cancellationToken))
            return RevokeInvitationResult.NotFound;
        await _audit.WriteAsync(transaction, AuditEntry.By(principal, AuditAction.InvitationRevoke, id.ToString()), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return RevokeInvitationResult.Revoked;
    }

    private InvitationView NewView(AppUserId inviter, string role, EmailAddress? address)
    {
        var now = _time.GetUtcNow();
        return new InvitationView
        {
            Id = _time.NewId<InvitationId>(),
            Role = role,
            Email = address?.Value,
            InviterAppUserId = inviter,
            CreatedAt = now,
            ExpiresAt = now + _options.InvitationLifetime,
        };
    }
}
