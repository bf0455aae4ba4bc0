using System.Security.Cryptography;
using Antpath.LocalPostgres;

namespace Antpath.Testing.Postgres;

/// <summary>
/// The PostgreSQL of this test process, started when the first test asks for it: the one that <c>ANTPATH_TEST_DATABASE_URL</c> names (set by
/// <c>make test</c>), or one of our own that loses its data at the end. Every assembly that references this project has it as its assembly fixture.
/// </summary>
public sealed class TestServer : IAsyncDisposable
{
    /// <summary>Names a server whose user may create databases.</summary>
    public const string UrlVariable = "ANTPATH_TEST_DATABASE_URL";

    /// <summary>Each test class has a pool of its own, and test processes may share the server.</summary>
    private const int ConnectionsMax = 400;

    /// <summary>A younger folder may be in the making and not locked yet.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(2);

    private readonly Lazy<Task<StartedServer>> _started;

    public TestServer() => _started = new Lazy<Task<StartedServer>>(StartAsync);

    private static string Servers => Path.Combine(UserFolders.CacheFolder, "test-servers");

    /// <summary>A database with the current schema and no rows, dropped on dispose.</summary>
    public async Task<TestDatabase> CreateDatabaseAsync()
    {
        var started = await StartedAsync();
        return await started.Template.CopyAsync();
    }

    /// <summary>A database without any schema, dropped on dispose: for tests of the migrations themselves.</summary>
    public async Task<TestDatabase> CreateEmptyDatabaseAsync()
    {
        var started = await StartedAsync();
        return await started.Template.CreateEmptyAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_started.IsValueCreated || _started.Value.IsFaulted) // a failed start has already failed the tests that asked for it
        {
            return;
        }

        var started = await _started.Value;
        if (started.Server is not null)
        {
            await started.Server.DisposeAsync();
        }

        if (started.OwnFolder is not null)
        {
            await EmbeddedPostgres.EraseAsync(Own(started.OwnFolder), CancellationToken.None);
        }
    }

    /// <summary>Why the tests that need a server are to be skipped; null when there is one. In CI a missing server throws instead.</summary>
    internal async Task<string?> MissingAsync() => (await _started.Value).Missing;

    private async Task<StartedServer> StartedAsync()
    {
        var started = await _started.Value;
        Assert.SkipWhen(started.Missing is not null, started.Missing ?? "");
        return started;
    }

    private static async Task<StartedServer> StartAsync()
    {
        var url = Environment.GetEnvironmentVariable(UrlVariable);
        var folder = string.IsNullOrEmpty(url) ? Path.Combine(Servers, RandomNumberGenerator.GetHexString(12, lowercase: true)) : null;
        try
        {
            await EraseAbandonedAsync();
            var server = await EmbeddedPostgres.StartAsync(folder is null ? new EmbeddedPostgresOptions { Folder = "", ServerUrl = url } : Own(folder), CancellationToken.None);
            return new StartedServer { Server = server, OwnFolder = folder, Template = new DatabaseTemplate(server) };
        }
        catch (EmbeddedPostgresException e) when (folder is not null && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")))
        {
            return new StartedServer { Missing = $"{e.Message} Or set {UrlVariable}." };
        }
    }

    /// <summary>Servers of test processes that were killed. A folder whose lock is held belongs to a living one.</summary>
    private static async Task EraseAbandonedAsync()
    {
        var before = TimeProvider.System.GetUtcNow().UtcDateTime - AbandonedAfter;
        foreach (var folder in Directory.Exists(Servers) ? Directory.EnumerateDirectories(Servers).Where(f => Directory.GetLastWriteTimeUtc(f) < before) : [])
        {
            try
            {
                await EmbeddedPostgres.EraseAsync(Own(folder), CancellationToken.None);
            }
            catch (EmbeddedPostgresException) // alive
            {
            }
        }
    }

    private static EmbeddedPostgresOptions Own(string folder) => new() { Folder = folder, Durable = false, ConnectionsMax = ConnectionsMax };

    private sealed record StartedServer
    {
        public EmbeddedPostgres? Server { get; init; }

        public DatabaseTemplate Template { get => field ?? throw new InvalidOperationException("no server was started"); init; }

        public string? OwnFolder { get; init; }

        /// <summary>Why there is no server; null when there is one.</summary>
        public string? Missing { get; init; }
    }
}
