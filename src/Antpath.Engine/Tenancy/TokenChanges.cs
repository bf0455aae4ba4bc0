using System.Text.Json.Nodes;
using Antpath.Engine.Audit;
using Antpath.Engine.Runs;
using Antpath.Ids;
using Antpath.Runs;
using Antpath.Tokens;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Tenancy;

/// <summary>
/// What a workspace's administrators do with its API tokens. Changes of one workspace follow one another under the lock of its row, so that the number of
/// tokens stays within its bound. A token belongs to whoever had it made: its runs are theirs, and it never does more than their role allows.
/// </summary>
public sealed class TokenChanges(NpgsqlDataSource database, ApiTokens tokens, AuditTrail audit, IOptions<TokenOptions> options, TimeProvider time)
{
    /// <summary>Tokens of the workspace, newest first.</summary>
    /// <param name="workspace">Which workspace.</param>
    /// <param name="all">Also those that do not work any more.</param>
    /// <param name="cursor">Where the page before ended, or null.</param>
    /// <param name="limit">Tokens at most, 1 to <see cref="RunListLimits.PageMax"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<PageResult<TokenPage>> ListAsync(WorkspaceId workspace, bool all, string? cursor, int limit, CancellationToken cancellationToken)
    {
        if (!Cursor.TryReadToken(cursor, out var before))
            return new PageResult<TokenPage>.BadCursor();
        limit = Math.Clamp(limit, 1, RunListLimits.PageMax);
        var found = await TokenRows.ListAsync(database, workspace, all, before, limit + 1, cancellationToken);
        var more = found.Count > limit;
        if (more)
            found.RemoveAt(limit);
        return new PageResult<TokenPage>.Found(new TokenPage { Data = found, NextCursor = more ? Cursor.OfToken(found[^1].Id.Value) : null });
    }

    /// <summary>Makes a token of the person who asks.</summary>
    /// <param name="principal">Who asks; the scope has been checked.</param>
    /// <param name="request">What it shall be.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<TokenChangeResult> CreateAsync(Principal principal, CreateToken request, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await TokenRows.LockAsync(transaction, principal.Workspace, principal.AppUser, cancellationToken) is not { } role)
            return new TokenChangeResult.WorkspaceClosed();
        if (AboveRole(request.Scopes, role) is { } above)
            return above;
        if (await TokenRows.CountAsync(transaction, principal.Workspace, cancellationToken) >= options.Value.PerWorkspaceMax)
            return new TokenChangeResult.TooMany(options.Value.PerWorkspaceMax);

        var text = await tokens.InsertAsync(transaction, principal.Workspace, principal.AppUser, request.Name, request.Scopes, request.ExpiresAt, cancellationToken);
        await audit.WriteAsync(transaction, Entry(principal, AuditAction.ApiTokenCreate, text.Id), cancellationToken);
        var view = await TokenRows.FindAsync(transaction, principal.Workspace, text.Id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new TokenChangeResult.Made(view!, text);
    }

    /// <summary>
    /// Makes a token with the name, scopes and life of another, which goes on working for the overlap. The new one belongs to who asks. Dies the process
    /// after the commit, then nobody has the new token's text: it is listed, and can be rotated itself.
    /// </summary>
    /// <param name="principal">Who asks; the scope has been checked.</param>
    /// <param name="token">The token to replace.</param>
    /// <param name="overlap">How long the old one goes on, to <see cref="TokenRotation.OverlapSecondsMax"/>; zero ends it at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<TokenChangeResult> RotateAsync(Principal principal, ApiTokenId token, TimeSpan overlap, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await TokenRows.LockAsync(transaction, principal.Workspace, principal.AppUser, cancellationToken) is not { } role)
            return new TokenChangeResult.WorkspaceClosed();
        if (await TokenRows.FindAsync(transaction, principal.Workspace, token, cancellationToken) is not { } old)
            return new TokenChangeResult.NotFound();
        if (old.Status is not (TokenStatus.Active or TokenStatus.CreatorGone) || old.ReplacedBy is not null)
            return new TokenChangeResult.NotActive(old);
        if (AboveRole(old.Scopes, role) is { } above)
            return above;

        var expiresAt = old.ExpiresAt is { } end ? time.GetUtcNow() + (end - old.CreatedAt) : (DateTimeOffset?)null;
        var text = await tokens.InsertAsync(transaction, principal.Workspace, principal.AppUser, old.Name, old.Scopes, expiresAt, cancellationToken);
        await TokenRows.ReplaceAsync(transaction, principal.Workspace, token, text.Id, overlap, cancellationToken);
        var entry = Entry(principal, AuditAction.ApiTokenRotate, token) with
        {
            Detail = new JsonObject { ["replacedBy"] = text.Id.ToString(), ["overlapSeconds"] = (long)overlap.TotalSeconds },
        };
        await audit.WriteAsync(transaction, entry, cancellationToken);
        var view = await TokenRows.FindAsync(transaction, principal.Workspace, text.Id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        tokens.Forget(token);
        return new TokenChangeResult.Made(view!, text);
    }

    /// <summary>Revokes a token; at once in this process, within <see cref="TokenOptions.CacheSeconds"/> in others. May be repeated.</summary>
    /// <param name="principal">Who asks; the scope has been checked.</param>
    /// <param name="token">Which.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<TokenChangeResult> RevokeAsync(Principal principal, ApiTokenId token, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ApiTokens.MarkRevokedAsync(transaction, principal.Workspace, token, cancellationToken))
            await audit.WriteAsync(transaction, Entry(principal, AuditAction.ApiTokenRevoke, token), cancellationToken);
        var view = await TokenRows.FindAsync(transaction, principal.Workspace, token, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        tokens.Forget(token);
        return view is null ? new TokenChangeResult.NotFound() : new TokenChangeResult.Revoked(view);
    }

    private static TokenChangeResult.AboveRole? AboveRole(IReadOnlyList<string> scopes, string role)
    {
        List<string> above = [.. scopes.Except(Scope.OfRole(role), StringComparer.Ordinal)];
        return above.Count == 0 ? null : new TokenChangeResult.AboveRole(above);
    }

    private static AuditEntry Entry(Principal principal, string action, ApiTokenId token) => AuditEntry.By(principal, action, token.ToString());
}
