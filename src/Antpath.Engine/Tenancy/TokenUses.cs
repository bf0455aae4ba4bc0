using System.Collections.Concurrent;
using Antpath.Engine.Database.Rows;
using Antpath.Ids;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Tenancy;

/// <summary>Writes <c>last_used_at</c> off the request path: uses are noted in memory and written together, at most once a minute.</summary>
public sealed partial class TokenUses(NpgsqlDataSource database, IOptions<TokenOptions> options, TimeProvider time, ILogger<TokenUses> log) : BackgroundService
{
    /// <summary>Tokens noted between two writes; beyond it a use goes unrecorded, which harms nobody.</summary>
    private const int NotedMax = 100_000;

    private readonly ConcurrentDictionary<Guid, WorkspaceId> _noted = new();

    /// <summary>Notes that a token was used now.</summary>
    /// <param name="token">Which.</param>
    /// <param name="workspace">The workspace it opens.</param>
    public void Note(ApiTokenId token, WorkspaceId workspace)
    {
        if (_noted.Count < NotedMax)
            _noted.TryAdd(token.Value, workspace);
    }

    /// <summary>Writes what was noted.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Tokens written.</returns>
    public async Task<int> WriteAsync(CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: one write for every token this process saw
        const string Sql = """
            update api_tokens set last_used_at = now()
            where id = any (@ids) and (last_used_at is null or last_used_at < now() - @apart)
            """;
        var noted = _noted.ToArray();
        if (noted.Length == 0)
            return 0;
        Guid[] ids = [.. noted.Select(n => n.Key).Order()];
        await using var command = database.CreateCommand(RowContext.Of(noted.Select(n => n.Value)), Sql);
        command.Parameters.AddWithValue("ids", ids);
        command.Parameters.AddWithValue("apart", TimeSpan.FromSeconds(options.Value.LastUsedSeconds));
        var written = await command.ExecuteNonQueryAsync(cancellationToken);
        foreach (var id in ids)
            _noted.TryRemove(id, out _);
        return written;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWriteAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(options.Value.LastUsedSeconds), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryWriteAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host stops; StopAsync writes the rest
        }
    }

    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (NpgsqlException e)
        {
            Log.NotWritten(log, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1101, Level = LogLevel.Warning, Message = "last_used_at of API tokens was not written; it is tried again with the next uses")]
        public static partial void NotWritten(ILogger logger, Exception exception);
    }
}
