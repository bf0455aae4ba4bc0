using Antpath.Engine.Audit;
using Antpath.Engine.Configuration;
using Antpath.Engine.Database;
using Antpath.Engine.Database.Rows;
using Antpath.Ids;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Antpath.Engine.Tenancy;

/// <summary>API tokens: made, checked, revoked. Only a keyed hash of a token is ever stored.</summary>
public sealed partial class ApiTokens
{
    private readonly NpgsqlDataSource _database;
    private readonly AuditTrail _audit;
    private readonly TimeProvider _time;
    private readonly TokenUses _uses;
    private readonly TokenCache _cache;
    private readonly Lazy<KeyRing> _peppers;
    private readonly ILogger<ApiTokens> _log;

    public ApiTokens(
        NpgsqlDataSource database, AuditTrail audit, TokenUses uses, IOptions<TokenOptions> options, TimeProvider time, ILogger<ApiTokens> log)
    {
        _log = log;
        _database = database;
        _audit = audit;
        _uses = uses;
        _time = time;
        _cache = new TokenCache(time, TimeSpan.FromSeconds(options.Value.CacheSeconds), options.Value.CacheMax);
        _peppers = new Lazy<KeyRing>(() => KeyRing.Parse(options.Value.Pepper, "ANTPATH_TOKEN_PEPPER"));
    }

    /// <summary>Decides about a presented token. Good answers are remembered for a few seconds, see <see cref="TokenOptions.CacheSeconds"/>.</summary>
    /// <param name="presented">What came after <c>Bearer</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<TokenAuthentication> AuthenticateAsync(string? presented, CancellationToken cancellationToken)
    {
        if (!ApiTokenText.TryParse(presented, out var token))
            return new TokenAuthentication.Malformed();

        var remembered = _cache.Find(token.Id);
        var stored = remembered ?? await FindAsync(token.Id, cancellationToken);
        var answer = stored?.Judge(token, _peppers.Value, _time.GetUtcNow()) ?? new TokenAuthentication.Unknown();
        if (answer is TokenAuthentication.Valid)
        {
            _uses.Note(token.Id, stored!.Workspace);
            if (remembered is null)
                _cache.Add(await RehashAsync(stored!, token, cancellationToken));
        }

        return answer;
    }

    /// <summary>Makes a token. Its text is returned once and cannot be read again.</summary>
    /// <param name="workspace">The workspace it opens.</param>
    /// <param name="creator">The person runs are attributed to.</param>
    /// <param name="name">What people call it, 1 to 200 characters.</param>
    /// <param name="scopes">At least one value of <see cref="Scope"/>.</param>
    /// <param name="expiresAt">When it stops working, or null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(ApiTokenText Text, ApiTokenId Id)> CreateAsync(
        WorkspaceId workspace, AppUserId creator, string name, IReadOnlyList<string> scopes, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var text = await InsertAsync(transaction, workspace, creator, name, scopes, expiresAt, cancellationToken);
        var entry = new AuditEntry { Workspace = workspace, AppUser = creator, Action = AuditAction.ApiTokenCreate, TargetId = text.Id.ToString() };
        await _audit.WriteAsync(transaction, entry, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (text, text.Id);
    }

    /// <summary>Revokes a token; at once in this process, within <see cref="TokenOptions.CacheSeconds"/> in others.</summary>
    /// <param name="workspace">The workspace it opens.</param>
    /// <param name="token">Which.</param>
    /// <param name="by">Who revokes it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the workspace has no such token that works.</returns>
    public async Task<bool> RevokeAsync(WorkspaceId workspace, ApiTokenId token, AppUserId by, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var revoked = await MarkRevokedAsync(transaction, workspace, token, cancellationToken);
        if (revoked)
        {
            var entry = new AuditEntry { Workspace = workspace, AppUser = by, Action = AuditAction.ApiTokenRevoke, TargetId = token.ToString() };
            await _audit.WriteAsync(transaction, entry, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        _cache.Remove(token);
        return revoked;
    }

    /// <summary>Forgets what is remembered of a workspace's tokens: at once in this process, within <see cref="TokenOptions.CacheSeconds"/> in others.</summary>
    internal void Forget(WorkspaceId workspace) => _cache.Remove(workspace);

    /// <summary>Forgets what is remembered of a token.</summary>
    internal void Forget(ApiTokenId token) => _cache.Remove(token);

    private async Task<StoredToken?> FindAsync(ApiTokenId id, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: the token says which workspace it opens
        const string Sql = """
            select t.workspace_id, t.creator_app_user_id, t.name, t.token_hash, t.pepper_id, t.scopes, t.expires_at,
                t.revoked_at is not null, u.disabled_at is null, m.status, w.name, w.status, m.role
            from api_tokens t
            join workspaces w on w.id = t.workspace_id
            join app_users u on u.id = t.creator_app_user_id
            left join workspace_memberships m on m.workspace_id = t.workspace_id and m.app_user_id = t.creator_app_user_id
            where t.id = @id
            """;
        await using var command = _database.CreateCommand(RowContext.Of(id), Sql);
        command.Parameters.AddWithValue("id", id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        return new StoredToken
        {
            Id = id,
            Workspace = new WorkspaceId(reader.GetGuid(0)),
            Creator = new AppUserId(reader.GetGuid(1)),
            Name = reader.GetString(2),
            Hash = reader.GetFieldValue<byte[]>(3),
            PepperId = reader.GetString(4),
            Scopes = reader.GetFieldValue<string[]>(5),
            ExpiresAt = await reader.IsDBNullAsync(6, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(6),
            Revoked = reader.GetBoolean(7),
            CreatorEnabled = reader.GetBoolean(8),
            MembershipStatus = await reader.IsDBNullAsync(9, cancellationToken) ? null : reader.GetString(9),
            WorkspaceName = reader.GetString(10),
            WorkspaceStatus = reader.GetString(11),
            Role = await reader.IsDBNullAsync(12, cancellationToken) ? null : reader.GetString(12),
        };
    }

    /// <summary>Hashes a good token anew when its pepper is no longer the current one, so that the old pepper can go once its tokens were used.</summary>
    /// <returns>The token as it is stored now.</returns>
    private async Task<StoredToken> RehashAsync(StoredToken stored, ApiTokenText token, CancellationToken cancellationToken)
    {
        const string Sql = """
            update api_tokens set token_hash = @hash, pepper_id = @pepper
            where workspace_id = @workspace and id = @id and pepper_id = @old
            """;
        if (stored.PepperId == _peppers.Value.CurrentId)
            return stored;
        var hash = token.HashWith(_peppers.Value.Current);
        try
        {
            await using var command = _database.CreateCommand(stored.Workspace, Sql);
            command.Parameters.AddWithValue("workspace", stored.Workspace.Value);
            command.Parameters.AddWithValue("id", stored.Id.Value);
            command.Parameters.AddWithValue("hash", hash);
            command.Parameters.AddWithValue("pepper", _peppers.Value.CurrentId);
            command.Parameters.AddWithValue("old", stored.PepperId);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return stored with { Hash = hash, PepperId = _peppers.Value.CurrentId };
        }
        catch (NpgsqlException e)
        {
            Log.NotRehashed(_log, stored.Id, e);
            return stored;
        }
    }

    /// <summary>Makes a token's text and stores its hash.</summary>
    internal async Task<ApiTokenText> InsertAsync(
        NpgsqlTransaction transaction, WorkspaceId workspace, AppUserId creator, string name, IReadOnlyList<string> scopes, DateTimeOffset? expiresAt,
        CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into api_tokens (workspace_id, id, creator_app_user_id, name, token_hash, pepper_id, scopes, expires_at)
            values (@workspace, @id, @creator, @name, @hash, @pepper, @scopes, @expires)
            """;
        var text = ApiTokenText.Create(_time.NewId<ApiTokenId>());
        await using var command = transaction.CreateCommand(workspace, Sql);
        command.Parameters.AddWithValue("workspace", workspace.Value);
        command.Parameters.AddWithValue("id", text.Id.Value);
        command.Parameters.AddWithValue("creator", creator.Value);
        command.Parameters.AddWithValue("name", name);
        command.Parameters.AddWithValue("hash", text.HashWith(_peppers.Value.Current));
        command.Parameters.AddWithValue("pepper", _peppers.Value.CurrentId);
        command.Parameters.AddWithValue("scopes", scopes.Distinct(StringComparer.Ordinal).ToArray());
        command.Parameters.Add(new NpgsqlParameter("expires", NpgsqlDbType.TimestampTz) { Value = (object?)expiresAt?.ToUniversalTime() ?? DBNull.Value });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return text;
    }

    /// <returns>Whether the workspace had such a token that was not revoked.</returns>
    internal static async Task<bool> MarkRevokedAsync(
        NpgsqlTransaction transaction, WorkspaceId workspace, ApiTokenId token, CancellationToken cancellationToken)
    {
        const string Sql = "update api_tokens set revoked_at = now() where workspace_id = @workspace and id = @id and revoked_at is null";
        await using var command = transaction.CreateCommand(workspace, Sql);
        command.Parameters.AddWithValue("workspace", workspace.Value);
        command.Parameters.AddWithValue("id", token.Value);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1102, Level = LogLevel.Warning, Message = "{Token} was not hashed anew with the current pepper; its next use tries again")]
        public static partial void NotRehashed(ILogger logger, ApiTokenId token, Exception exception);
    }
}
