using System.Text.Json.Nodes;
using Antpath.Engine.Audit;
using Antpath.Engine.Database;
using Antpath.Engine.Mail;
using Antpath.Engine.Tenancy.Members;
using Antpath.Ids;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Tenancy.People;

/// <summary>
/// Lets a proven identity in, as the person it belongs to. An identity that is not known yet is tied to a person only by an address that is proven on both
/// sides: vouched for by the provider now, and proven to us before or expected by us (docs/operating/sign-in.md). Each sign-in is one transaction.
/// </summary>
public sealed class SignIns(NpgsqlDataSource database, AuditTrail audit, SignInLinks links, IOptions<SignInOptions> options, TimeProvider time)
{
    private const string FirstWorkspaceName = "Personal";

    private readonly SignUpRule _rule = new(options);

    /// <summary>Lets in whom an identity provider vouches for.</summary>
    /// <param name="identity">Who.</param>
    /// <param name="requestId">The request, for the audit trail.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<SignInResult> EnterAsync(ProvenIdentity identity, string? requestId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var result = await EnterAsync(transaction, identity, requestId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>Lets in who opens a link. A crash before the commit leaves the link good; after it, the person asks for another.</summary>
    /// <param name="token">What the link said.</param>
    /// <param name="browser">The secret of the browser it was opened in; null for links of the terminal.</param>
    /// <param name="requestId">The request, for the audit trail.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<SignInResult> EnterByLinkAsync(string? token, string? browser, string? requestId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await links.RedeemAsync(transaction, token, browser, cancellationToken) is not { } email)
            return new SignInResult.LinkSpent();
        var identity = new ProvenIdentity { Provider = ProvenIdentity.Link, Type = "email", VerifiedEmail = email };
        var result = await EnterAsync(transaction, identity, requestId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private async Task<SignInResult> EnterAsync(NpgsqlTransaction transaction, ProvenIdentity identity, string? requestId, CancellationToken cancellationToken)
    {
        // an identity that is known belongs to its person, whatever address it comes with today
        var person = await FindAsync(transaction, identity, cancellationToken);
        var refusal = person is null && identity.VerifiedEmail is null ? SignInRefusal.EmailUnverified : null;
        if (person is null && identity.VerifiedEmail is { } email)
        {
            await PersonRows.LockAsync(transaction, email.Value, cancellationToken);
            person = await FindAsync(transaction, identity, cancellationToken); // who had the lock before us may have been the same person in another tab
            if (person is null)
                (person, refusal) = await WelcomeAsync(transaction, identity, email, requestId, cancellationToken);
        }

        if (person is { Disabled: true })
            refusal = SignInRefusal.Disabled;
        var action = refusal is null ? AuditAction.SessionBegin : AuditAction.SessionRefuse;
        await TellAsync(transaction, action, person?.Id, identity, refusal, requestId, cancellationToken);
        return refusal is null ? new SignInResult.SignedIn(person!.Id, person.TokenVersion) : new SignInResult.Refused(refusal);
    }

    private static async Task<PersonRow?> FindAsync(NpgsqlTransaction transaction, ProvenIdentity identity, CancellationToken cancellationToken) =>
        identity.Subject is { } subject && await PersonRows.FindByAccountAsync(transaction, identity.Provider, subject, cancellationToken) is { } user
            ? await PersonRows.FindPersonAsync(transaction, user, cancellationToken)
            : null;

    /// <summary>Whom the proven address makes of an identity that is not known yet: a person who is, one who was expected, or a new one.</summary>
    private async Task<(PersonRow? Person, string? Refusal)> WelcomeAsync(
        NpgsqlTransaction transaction, ProvenIdentity identity, EmailAddress email, string? requestId, CancellationToken cancellationToken)
    {
        var found = await PersonRows.FindByEmailAsync(transaction, email, cancellationToken);
        var person = (found is { } known ? await PersonRows.FindPersonAsync(transaction, known, cancellationToken) : null)
            ?? await PersonRows.FindExpectedAsync(transaction, email, cancellationToken);
        if (person is { Disabled: true })
            return (person, null);
        if (person is null)
        {
            var awaited = await InvitationRows.AwaitsAsync(transaction, email, cancellationToken);
            if (!awaited && await _rule.RefusalAsync(transaction, cancellationToken) is { } refusal)
                return (null, refusal);
            person = await JoinAsync(transaction, identity, email, ownWorkspace: !awaited, requestId, cancellationToken);
        }

        var user = found ?? time.NewUuid();
        if (found is null)
            await PersonRows.InsertUserAsync(transaction, user, identity, cancellationToken);
        await PersonRows.TieAsync(transaction, person.Id, user, cancellationToken);
        if (identity.Subject is not null)
        {
            await PersonRows.InsertAccountAsync(transaction, time.NewUuid(), user, identity, cancellationToken);
            await TellAsync(transaction, AuditAction.IdentityLink, person.Id, identity, null, requestId, cancellationToken);
        }

        return (person, null);
    }

    /// <summary>A new person, with a workspace of their own unless an invitation to another's waits for them.</summary>
    private async Task<PersonRow> JoinAsync(
        NpgsqlTransaction transaction, ProvenIdentity identity, EmailAddress email, bool ownWorkspace, string? requestId, CancellationToken cancellationToken)
    {
        var person = time.NewId<AppUserId>();
        await PersonRows.InsertPersonAsync(transaction, person, email, identity.Name ?? email.Value.Split('@')[0], signedUp: ownWorkspace, cancellationToken);
        await TellAsync(transaction, AuditAction.AppUserCreate, person, identity, null, requestId, cancellationToken);
        if (ownWorkspace)
            await GiveWorkspaceAsync(transaction, person, requestId, cancellationToken);
        return new PersonRow(person, TokenVersion: 1, Disabled: false);
    }

    private async Task GiveWorkspaceAsync(NpgsqlTransaction transaction, AppUserId person, string? requestId, CancellationToken cancellationToken)
    {
        var workspace = time.NewId<WorkspaceId>();
        await Workspaces.InsertAsync(transaction, workspace, person, FirstWorkspaceName, SignUpRule.FreePlan, cancellationToken);
        var made = new AuditEntry { Workspace = workspace, AppUser = person, Action = AuditAction.WorkspaceCreate, TargetId = workspace.ToString(), RequestId = requestId };
        await audit.WriteAsync(transaction, made, cancellationToken);
    }

    /// <summary>A line of the installation's trail. Whoever is not known stays unnamed in it.</summary>
    private Task TellAsync(
        NpgsqlTransaction transaction, string action, AppUserId? person, ProvenIdentity identity, string? refusal, string? requestId, CancellationToken cancellationToken)
    {
        var detail = new JsonObject { ["provider"] = identity.Provider };
        if (refusal is not null)
            detail["reason"] = refusal;
        return audit.WriteAsync(transaction, new AuditEntry { AppUser = person, Action = action, RequestId = requestId, Detail = detail }, cancellationToken);
    }
}
