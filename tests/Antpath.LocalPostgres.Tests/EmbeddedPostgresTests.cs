using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Antpath.LocalPostgres.Cluster;
using Antpath.LocalPostgres.Binaries;
using Npgsql;

namespace Antpath.LocalPostgres.Tests;

public sealed class EmbeddedPostgresTests : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(UserFolders.CacheFolder, "test-folders", Path.GetRandomFileName());

    private EmbeddedPostgresOptions Options => new() { Folder = _folder, Durable = false };

    [Fact]
    public async Task Data_stays_between_starts_and_the_password_with_it()
    {
        await using (var first = await StartAsync(Options))
        {
            await first.EnsureDatabaseAsync("kept", CancellationToken.None);
            await first.EnsureDatabaseAsync("kept", CancellationToken.None);
        }

        await using var second = await StartAsync(Options);

        Assert.Equal("kept", await AskAsync(second, "select current_database()", "kept"));
    }

    [Fact]
    public async Task It_listens_on_loopback_only_and_asks_for_the_password()
    {
        await using var server = await StartAsync(Options);
        var withoutPassword = new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")) { Password = "wrong", Pooling = false };

        Assert.Equal("127.0.0.1", await AskAsync(server, "show listen_addresses"));
        Assert.Equal("scram-sha-256", await AskAsync(server, "show password_encryption"));
        Assert.Equal("", await AskAsync(server, "show unix_socket_directories"));
        await using var source = NpgsqlDataSource.Create(withoutPassword);
        var refused = await Assert.ThrowsAsync<PostgresException>(async () => await source.OpenConnectionAsync());
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "password")));
        Assert.False(File.Exists(Path.Combine(_folder, "password.initdb")));
    }

    [Theory]
    [InlineData(true, "on")]
    [InlineData(false, "off")]
    public async Task Only_tests_may_lose_committed_data(bool durable, string fsync)
    {
        await using var server = await StartAsync(Options with { Durable = durable });

        Assert.Equal(fsync, await AskAsync(server, "show fsync"));
    }

    [Fact]
    public async Task A_folder_in_use_is_refused()
    {
        await using var server = await StartAsync(Options);

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(Options));

        Assert.Contains($"'{_folder}' is in use by another process", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_left_running_by_a_killed_process_is_stopped_and_its_data_taken_over()
    {
        var leftPort = await StartAndForgetAsync();

        await using var server = await StartAsync(Options);

        Assert.Equal("left", await AskAsync(server, "select current_database()", "left"));
        Assert.NotEqual(leftPort, server.Port);
        using var knock = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => knock.ConnectAsync(IPAddress.Loopback, leftPort));
    }

    [Fact]
    public async Task A_killed_server_starts_again()
    {
        await StartAndForgetAsync();
        var pid = int.Parse((await File.ReadAllLinesAsync(Path.Combine(_folder, "data", "postmaster.pid")))[0]);
        using (var process = Process.GetProcessById(pid))
        {
            process.Kill();
        }

        await using var server = await StartAsync(Options);

        Assert.Equal("left", await AskAsync(server, "select current_database()", "left"));
    }

    [Fact]
    public async Task A_preparation_that_was_cut_off_is_made_again()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data.unfinished"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "data.unfinished", "PG_VERSION"), "15\n");

        await using var server = await StartAsync(Options);

        Assert.Equal("1", await AskAsync(server, "select '1'"));
        Assert.False(Directory.Exists(Path.Combine(_folder, "data.unfinished")));
    }

    [Fact]
    public async Task A_pid_file_whose_pid_became_a_stranger_s_does_not_harm_the_stranger()
    {
        await (await StartAsync(Options)).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "data", "postmaster.pid"), $"{Environment.ProcessId}\n{_folder}/data\n");

        // Whether PostgreSQL then dares to start depends on whose process it is; that this process still runs is the point.
        try
        {
            await (await StartAsync(Options)).DisposeAsync();
        }
        catch (EmbeddedPostgresException e)
        {
            Assert.Contains("postmaster.pid", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(Options with { Port = port }));

        Assert.Contains($"Port {port} ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_of_a_version_nobody_has_is_left_alone()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        await File.WriteAllTextAsync(Path.Combine(_folder, "data", "PG_VERSION"), "9\n");

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(Options));

        Assert.Contains("made by PostgreSQL 9", refused.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder, "data", "PG_VERSION")));
        File.Delete(Path.Combine(_folder, "data", "PG_VERSION"));
    }

    [Fact]
    public async Task Erasing_stops_what_runs_and_removes_the_folder()
    {
        var port = await StartAndForgetAsync();

        await EmbeddedPostgres.EraseAsync(Options, CancellationToken.None);

        Assert.False(Directory.Exists(_folder));
        using var knock = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => knock.ConnectAsync(IPAddress.Loopback, port));
    }

    [Fact]
    public async Task A_server_given_by_URL_is_used_as_it_is()
    {
        await using var server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Folder = _folder, ServerUrl = "postgres://ada:secret@db.example:6000/x" }, CancellationToken.None);

        Assert.Equal(("the server at db.example:6000", false), (server.Origin, Directory.Exists(_folder)));
        Assert.Contains("Database=runs", server.ConnectionString("runs"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x; drop database postgres")]
    [InlineData("Upper")]
    [InlineData("")]
    public async Task A_database_name_cannot_carry_SQL(string name)
    {
        await using var server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Folder = _folder, ServerUrl = "postgres://db.example" }, CancellationToken.None);

        await Assert.ThrowsAsync<ArgumentException>(() => server.EnsureDatabaseAsync(name, CancellationToken.None));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await EmbeddedPostgres.EraseAsync(Options, CancellationToken.None);

    /// <summary>What a process that is killed leaves: a running server with a database called "left", and a free lock.</summary>
    private async Task<int> StartAndForgetAsync()
    {
        await using (var server = await StartAsync(Options))
        {
            await server.EnsureDatabaseAsync("left", CancellationToken.None);
        }

        var account = new ServerAccount(Options);
        using var folder = ClusterFolder.Open(_folder, account);
        var binaries = await SystemPostgres.FindAsync(folder.DataMajor, Options, CancellationToken.None);
        Assert.SkipWhen(binaries is null, "Needs an installed PostgreSQL.");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Assert.True(await new ServerControl(folder, binaries, account, Options).TryStartAsync(port, CancellationToken.None));
        return port;
    }

    private static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options)
    {
        try
        {
            return await EmbeddedPostgres.StartAsync(options, CancellationToken.None);
        }
        catch (EmbeddedPostgresException e) when (e.Message.StartsWith("No PostgreSQL is installed", StringComparison.Ordinal) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")))
        {
            Assert.Skip(e.Message);
            throw;
        }
    }

    private static async Task<string?> AskAsync(EmbeddedPostgres server, string sql, string database = "postgres")
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString(database)) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        return (string?)await command.ExecuteScalarAsync();
    }
}
