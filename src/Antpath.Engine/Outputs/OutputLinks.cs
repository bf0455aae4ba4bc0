using Antpath.Engine.Audit;
using Antpath.Engine.Database.Rows;
using Antpath.Engine.Outputs.Links;
using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Runs;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Outputs;

/// <summary>
/// Short-lived links to outputs. Made after the principal's workspace is checked and written into the audit trail; the row is read again when a link is
/// followed, so deleting an output or its run ends its links.
/// </summary>
public sealed class OutputLinks
{
    private readonly NpgsqlDataSource _database;
    private readonly IOutputStore _store;
    private readonly AuditTrail _audit;
    private readonly LinkTokens _tokens;
    private readonly TimeSpan _ttl;
    private readonly TimeProvider _time;

    public OutputLinks(NpgsqlDataSource database, IOutputStore store, AuditTrail audit, IOptions<LinkOptions> options, TimeProvider time)
    {
        _database = database;
        _store = store;
        _audit = audit;
        _tokens = new LinkTokens(options, LinkAudience.OutputContent);
        _ttl = options.Value.Ttl;
        _time = time;
    }

    /// <summary>Makes a link.</summary>
    /// <param name="principal">Who asks; the scope has been checked.</param>
    /// <param name="run">The run.</param>
    /// <param name="output">The output of it.</param>
    /// <param name="baseUri">Where the API is reached from outside, ending with a slash.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<LinkCreation> CreateAsync(Principal principal, RunId run, OutputId output, Uri baseUri, CancellationToken cancellationToken)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var row = await FindAsync(connection, principal.Workspace, run, output, cancellationToken);
        if (row is null)
            return new LinkCreation.NotFound();
        if (!row.Available)
            return new LinkCreation.Deleted();

        await _audit.WriteAsync(transaction, AuditEntry.By(principal, AuditAction.OutputLink, output.ToString()), cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        if (row.StorageBackend == _store.Backend && row.StorageBucket == _store.Bucket
            && await _store.LinkAsync(OutputPath.Parse(row.StoragePath), row.FileName, cancellationToken) is { } native)
            return new LinkCreation.Created(new OutputLink { Url = native.Url.AbsoluteUri, ExpiresAt = native.ExpiresAt });

        // whole seconds: the token has no more
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((_time.GetUtcNow() + _ttl).ToUnixTimeSeconds());
        var token = _tokens.Write(new LinkClaim(principal.Workspace, run, output, expiresAt));
        return new LinkCreation.Created(new OutputLink { Url = new Uri(baseUri, $"v1/outputs/content?token={token}").AbsoluteUri, ExpiresAt = expiresAt });
    }

    /// <summary>Follows a link.</summary>
    /// <param name="token">The link's token as it came.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<LinkOpening> OpenAsync(string token, CancellationToken cancellationToken)
    {
        if (_tokens.Read(token) is not { } claim)
            return new LinkOpening.Invalid();
        if (claim.ExpiresAt <= _time.GetUtcNow())
            return new LinkOpening.Expired();

        await using var connection = await _database.OpenConnectionAsync(cancellationToken);
        var row = await FindAsync(connection, claim.Workspace, claim.Run, claim.Output, cancellationToken);
        // what an earlier backend holds cannot be given out by this one
        if (row is not { Available: true, Sha256: { } sha256 } || row.StorageBackend != _store.Backend || row.StorageBucket != _store.Bucket)
            return new LinkOpening.Invalid();

        return new LinkOpening.Opened(new OutputContent(_store, OutputPath.Parse(row.StoragePath))
        {
            FileName = row.FileName,
            ContentType = ContentTypes.Neutralise(row.ContentType),
            SizeBytes = row.SizeBytes,
            Sha256 = sha256,
        });
    }

    private static async Task<OutputRow?> FindAsync(
        NpgsqlConnection connection, WorkspaceId workspace, RunId run, OutputId output, CancellationToken cancellationToken)
    {
        const string Sql = """
            select
                o.file_name, o.content_type, o.size_bytes, o.sha256, o.storage_backend, o.storage_bucket, o.storage_path,
                o.state = 'stored' and r.pending_delete_at is null as available
            from output_objects o
            join runs r on r.workspace_id = o.workspace_id and r.id = o.run_id
            where o.workspace_id = @workspace and o.run_id = @run and o.id = @output and o.state <> 'reserved' and r.status <> 'deleted'
            limit 1
            """;
        await using var command = connection.CreateCommand(workspace, Sql);
        command.Parameters.AddWithValue("workspace", workspace.Value);
        command.Parameters.AddWithValue("run", run.Value);
        command.Parameters.AddWithValue("output", output.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;

        return new OutputRow(
            reader.GetString(0),
            reader.GetString(1),
            reader.GetInt64(2),
            await reader.IsDBNullAsync(3, cancellationToken) ? null : Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(3)),
            reader.GetString(4),
            reader.GetString(5),
            reader.GetString(6),
            reader.GetBoolean(7));
    }
}
