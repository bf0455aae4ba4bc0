using Antpath.Engine.Audit;
using Antpath.Engine.Database.Rows;
using Antpath.Engine.Outputs.Links;
using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Runs;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Outputs.Archives;

/// <summary>
/// Short-lived links to all outputs of a run as one archive, made and followed like those to a single output: after authorization, audited, ended by
/// deleting the run.
/// </summary>
public sealed class ArchiveLinks
{
    private readonly NpgsqlDataSource _database;
    private readonly IOutputStore _store;
    private readonly AuditTrail _audit;
    private readonly LinkTokens _tokens;
    private readonly TimeSpan _ttl;
    private readonly TimeProvider _time;

    public ArchiveLinks(NpgsqlDataSource database, IOutputStore store, AuditTrail audit, IOptions<LinkOptions> options, TimeProvider time)
    {
        _database = database;
        _store = store;
        _audit = audit;
        _tokens = new LinkTokens(options, LinkAudience.RunArchive);
        _ttl = options.Value.Ttl;
        _time = time;
    }

    /// <summary>Makes a link.</summary>
    /// <param name="principal">Who asks; the scope has been checked.</param>
    /// <param name="run">The run.</param>
    /// <param name="baseUri">Where the API is reached from outside, ending with a slash.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The link; null when the workspace has no such run.</returns>
    public async Task<OutputLink?> CreateAsync(Principal principal, RunId run, Uri baseUri, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await IsThereAsync(connection, principal.Workspace, run, cancellationToken))
            return null;
        await _audit.WriteAsync(transaction, AuditEntry.By(principal, AuditAction.OutputLink, run.ToString()), cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        // whole seconds: the token has no more
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((_time.GetUtcNow() + _ttl).ToUnixTimeSeconds());
        var token = _tokens.Write(new LinkClaim(principal.Workspace, run, default, expiresAt));
        return new OutputLink { Url = new Uri(baseUri, $"v1/outputs/archive?token={token}").AbsoluteUri, ExpiresAt = expiresAt };
    }

    /// <summary>Follows a link.</summary>
    /// <param name="token">The link's token as it came.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ArchiveOpening> OpenAsync(string token, CancellationToken cancellationToken)
    {
        if (_tokens.Read(token) is not { } claim)
            return new ArchiveOpening.Invalid();
        if (claim.ExpiresAt <= _time.GetUtcNow())
            return new ArchiveOpening.Expired();

        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        return await IsThereAsync(connection, claim.Workspace, claim.Run, cancellationToken)
            ? new ArchiveOpening.Opened(new RunArchive(new ArchivedFiles(_database, _store, claim.Workspace, claim.Run), _store, claim.Run))
            : new ArchiveOpening.Invalid();
    }

    private static async Task<bool> IsThereAsync(NpgsqlConnection connection, WorkspaceId workspace, RunId run, CancellationToken cancellationToken)
    {
        const string Sql = "select exists (select from runs where workspace_id = @workspace and id = @run and pending_delete_at is null and status <> 'deleted')";
        await using var command = connection.CreateCommand(workspace, Sql);
        command.Parameters.AddWithValue("workspace", workspace.Value);
        command.Parameters.AddWithValue("run", run.Value);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }
}
