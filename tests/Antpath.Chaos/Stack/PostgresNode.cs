using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Antpath.LocalPostgres;
using Antpath.LocalPostgres.Binaries;
using Antpath.LocalPostgres.Cluster;
using Antpath.LocalPostgres.Commands;
using Npgsql;

namespace Antpath.Chaos.Stack;

/// <summary>One PostgreSQL server that can be restarted without warning, killed, cloned into a standby and promoted.</summary>
internal sealed class PostgresNode : IDisposable
{
    private const int ConnectionsMax = 300;
    private const int PromotionSecondsMax = 30;

    private readonly EmbeddedPostgresOptions _options;
    private readonly ServerAccount _account;
    private readonly ClusterFolder _folder;
    private readonly PostgresBinaries _binaries;
    private readonly ServerControl _control;
    private readonly string? _passwordOfPrimary;

    private PostgresNode(EmbeddedPostgresOptions options, PostgresBinaries binaries, string? password)
    {
        _options = options;
        _binaries = binaries;
        _account = new ServerAccount(options);
        _folder = ClusterFolder.Open(options.Folder, _account);
        _control = new ServerControl(_folder, binaries, _account, options);
        _passwordOfPrimary = password;
        Port = FreePort();
    }

    /// <summary>On 127.0.0.1; the same after every restart.</summary>
    public int Port { get; }

    /// <summary>For people.</summary>
    public string Version => $"PostgreSQL {_binaries.Version}";

    /// <summary>Makes a primary and starts it.</summary>
    public static async Task<PostgresNode> CreateAsync(string folder, CancellationToken cancellationToken)
    {
        // what the system's crash would lose does not matter here: only processes die
        var options = new EmbeddedPostgresOptions { Folder = folder, Durable = false, ConnectionsMax = ConnectionsMax };
        var binaries = await SystemPostgres.FindAsync(null, options, cancellationToken)
            ?? await new PostgresArchive(
                ArchivePin.ForThisMachine() ?? throw new ChaosException("No PostgreSQL is installed, and no archive of it runs here: install PostgreSQL 15 or newer."),
                "npm", UserFolders.CacheFolder, options).FetchAsync(cancellationToken);
        var node = new PostgresNode(options, binaries, null);
        await node._control.InitializeAsync(cancellationToken);
        await node.StartAsync(cancellationToken);
        return node;
    }

    /// <summary>Makes a streaming standby of this primary, starts it, and lets every commit of the primary wait for it.</summary>
    public async Task<PostgresNode> CloneAsync(string folder, CancellationToken cancellationToken)
    {
        var baseBackup = BaseBackup();

        var standby = new PostgresNode(_options with { Folder = folder }, _binaries, Password);
        Directory.CreateDirectory(standby._folder.DataFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute); // or it does not start
        await standby._account.GiveAsync(standby._folder.DataFolder, cancellationToken);
        var primary = string.Create(
            CultureInfo.InvariantCulture, $"host=127.0.0.1 port={Port} user={ServerControl.Superuser} password={Password} application_name=standby");
        var copy = await new Command(baseBackup, ["-d", primary, "-D", standby._folder.DataFolder, "-R", "-X", "stream", "--checkpoint=fast", "--no-sync"])
        {
            Account = _account.Name,
            WorkingFolder = standby._folder.Root,
            Timeout = _options.CommandTimeout,
            Time = _options.Time,
        }.RunAsync(cancellationToken);
        if (!copy.Succeeded)
            throw new ChaosException($"The standby could not be made: {copy.LastLines(3)}");

        await standby.StartAsync(cancellationToken);
        await ExecuteAsync("alter system set synchronous_standby_names = 'standby'", cancellationToken);
        await ExecuteAsync("alter system set synchronous_commit = 'remote_apply'", cancellationToken);
        await ExecuteAsync("select pg_reload_conf()", cancellationToken);
        return standby;
    }

    /// <summary>Whether the standby confirms commits by now.</summary>
    public async Task<bool> SynchronousAsync(CancellationToken cancellationToken) =>
        await ExecuteAsync("select count(*) from pg_stat_replication where sync_state = 'sync'", cancellationToken) is 1L;

    /// <summary>Stops without warning (immediate mode: no checkpoint, sessions cut) and starts again, which recovers from the log.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await _control.StopAsync(cancellationToken);
        await StartAsync(cancellationToken);
    }

    /// <summary>SIGKILL to the server; it stays dead.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder.DataFolder, "postmaster.pid"), cancellationToken);
        using var server = Process.GetProcessById(int.Parse(lines[0], CultureInfo.InvariantCulture));
        server.Kill();
    }

    /// <summary>Makes this standby the primary. It waits for nobody: its own standby does not exist.</summary>
    public async Task PromoteAsync(CancellationToken cancellationToken)
    {
        if (await ExecuteAsync($"select pg_promote(true, {PromotionSecondsMax})", cancellationToken) is not true)
            throw new ChaosException($"The standby was not promoted within {PromotionSecondsMax} s.");
    }

    /// <summary>Cuts connections of the product; which ones is drawn by the server.</summary>
    /// <returns>How many were cut.</returns>
    public async Task<long> CutConnectionsAsync(double share, CancellationToken cancellationToken) => (long)(await ExecuteAsync(
        string.Create(CultureInfo.InvariantCulture, $"""
            select count(pg_terminate_backend(pid))
            from pg_stat_activity
            where datname = '{ChaosStack.Database}' and application_name <> '{ChaosStack.ObserverName}' and random() < {share}
            """),
        cancellationToken))!;

    /// <summary>How to reach one database of this server alone.</summary>
    public string ConnectionString(string database) => Builder(database).ConnectionString;

    /// <summary>How to reach whichever of the two is the primary.</summary>
    public string ConnectionString(string database, PostgresNode other)
    {
        var builder = Builder(database);
        builder.Host = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port},127.0.0.1:{other.Port}");
        builder.TargetSessionAttributes = "primary";
        return builder.ConnectionString;
    }

    /// <summary>Runs one statement as superuser on a connection of its own.</summary>
    public async Task<object?> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        var builder = Builder("postgres");
        builder.Pooling = false;
        builder.ApplicationName = ChaosStack.ObserverName;
        await using var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Stops the server, if it runs, and removes its data.</summary>
    public async Task RemoveAsync()
    {
        await _control.StopAsync(CancellationToken.None);
        _folder.Remove();
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A standby has its primary's; a primary draws its own when it is made.</summary>
    private string Password => _passwordOfPrimary ?? _folder.Password();

    private NpgsqlConnectionStringBuilder Builder(string database) => new()
    {
        Host = "127.0.0.1",
        Port = Port,
        Username = ServerControl.Superuser,
        Password = Password,
        Database = database,
        IncludeErrorDetail = false,
    };

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!await _control.TryStartAsync(Port, cancellationToken))
            throw new ChaosException($"Port {Port} on 127.0.0.1 was taken by another program meanwhile: start again.");
    }

    /// <summary>Of the same version as the server: beside it, or beside what a link in its place leads to.</summary>
    private string BaseBackup()
    {
        var server = Path.Combine(_binaries.Folder, "postgres");
        var real = File.ResolveLinkTarget(server, returnFinalTarget: true)?.FullName ?? server;
        return new[] { server, real }.Select(place => Path.Combine(Path.GetDirectoryName(place)!, "pg_basebackup")).FirstOrDefault(File.Exists)
            ?? throw new ChaosException($"A standby needs pg_basebackup, which {_binaries.Folder} does not have: install PostgreSQL ('apt install postgresql').");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
