using System.Security.Cryptography;

namespace Antpath.LocalPostgres;

/// <summary>
/// A PostgreSQL for one test run: fast because it may lose everything, and gone when disposed. Each start also removes what killed runs left.
/// </summary>
public sealed class ThrowawayPostgres : IAsyncDisposable
{
    /// <summary>Many test classes, each with a pool of its own, in several processes.</summary>
    private const int ConnectionsMax = 400;

    /// <summary>A younger folder may be in the making and not locked yet.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(2);

    private readonly EmbeddedPostgresOptions _options;

    private ThrowawayPostgres(EmbeddedPostgres server, EmbeddedPostgresOptions options)
    {
        Server = server;
        _options = options;
    }

    public EmbeddedPostgres Server { get; }

    /// <param name="progress">Told what is happening, one short sentence each.</param>
    /// <exception cref="EmbeddedPostgresException">No PostgreSQL could be had. The message says what to do.</exception>
    public static async Task<ThrowawayPostgres> StartAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        var servers = Path.Combine(UserFolders.CacheFolder, "test-servers");
        await EraseAbandonedAsync(servers, cancellationToken);
        var options = Options(Path.Combine(servers, RandomNumberGenerator.GetHexString(12, lowercase: true))) with { Progress = progress };
        return new ThrowawayPostgres(await EmbeddedPostgres.StartAsync(options, cancellationToken), options);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await EmbeddedPostgres.EraseAsync(_options, CancellationToken.None);
    }

    private static async Task EraseAbandonedAsync(string servers, CancellationToken cancellationToken)
    {
        var before = TimeProvider.System.GetUtcNow().UtcDateTime - AbandonedAfter;
        foreach (var folder in Directory.Exists(servers) ? Directory.EnumerateDirectories(servers).Where(f => Directory.GetLastWriteTimeUtc(f) < before) : [])
        {
            try
            {
                await EmbeddedPostgres.EraseAsync(Options(folder), cancellationToken);
            }
            catch (EmbeddedPostgresException) // in use: its run is alive
            {
            }
        }
    }

    private static EmbeddedPostgresOptions Options(string folder) => new() { Folder = folder, Durable = false, ConnectionsMax = ConnectionsMax };
}
