using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Antpath.Testing.Postgres;

/// <summary>
/// A real PgBouncer in transaction mode before a test's PostgreSQL, with so few connections to it that clients share them at once: what a hosted "pooler"
/// address is. Without the program tests are skipped on a laptop and fail where <c>CI</c> is set.
/// </summary>
public sealed class TransactionPooler : IAsyncDisposable
{
    private const string Remedy = "apt-get install --no-install-recommends pgbouncer";
    private const int ServerConnections = 3;
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("antpath-pooler-");
    private readonly StringBuilder _said = new();
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly int _port = LoopbackPort.Free();
    private Process? _process;

    private TransactionPooler(string server) => _server = new NpgsqlConnectionStringBuilder(server);

    /// <param name="server">The connection string of the database behind it.</param>
    /// <param name="users">Who may come through it, with their passwords.</param>
    public static async Task<TransactionPooler> StartAsync(string server, IReadOnlyDictionary<string, string> users, CancellationToken cancellationToken)
    {
        var program = Program();
        var pooler = new TransactionPooler(server);
        try
        {
            await pooler.LaunchAsync(program, users, cancellationToken);
            return pooler;
        }
        catch
        {
            await pooler.DisposeAsync();
            throw;
        }
    }

    /// <summary>The address of the database through it.</summary>
    public string ConnectionString(string user, string password) =>
        new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = _port, Database = _server.Database, Username = user, Password = password }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited)
                _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private async Task LaunchAsync(string program, IReadOnlyDictionary<string, string> users, CancellationToken cancellationToken)
    {
        var (settings, list) = (Path.Combine(_folder.FullName, "pgbouncer.ini"), Path.Combine(_folder.FullName, "users.txt"));
        await File.WriteAllLinesAsync(list, users.Select(user => $"\"{user.Key}\" \"{user.Value}\""), cancellationToken);
        await File.WriteAllTextAsync(settings, Settings(list), cancellationToken);
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardError = true, ArgumentList = { settings } };
        if (!OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess)
        {
            // it does not run as root, and says so
            start.ArgumentList.Insert(0, "--user=nobody");
            const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            File.SetUnixFileMode(list, Readable);
            File.SetUnixFileMode(settings, Readable);
            File.SetUnixFileMode(_folder.FullName, Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_said)
                _said.AppendLine(line.Data);
        };
        _process.BeginErrorReadLine();
        await ListensAsync(cancellationToken);
    }

    private async Task ListensAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartMax);
        while (true)
        {
            if (_process!.HasExited)
                throw new InvalidOperationException($"pgbouncer ended with {_process.ExitCode}: {_said}");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, _port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(LookEvery, TimeProvider.System, limit.Token);
            }
        }
    }

    private string Settings(string users) => string.Create(CultureInfo.InvariantCulture, $"""
        [databases]
        {_server.Database} = host={_server.Host} port={_server.Port}
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = {_port}
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = {users}
        pool_mode = transaction
        default_pool_size = {ServerConnections}
        max_client_conn = 500

        """);

    private static string Program()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin");
        if (folders.Select(folder => Path.Combine(folder, "pgbouncer")).FirstOrDefault(File.Exists) is { } found)
            return found;
        Assert.SkipWhen(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")), $"There is no PgBouncer on this machine. {Remedy}.");
        throw new InvalidOperationException($"There is no PgBouncer on this machine. {Remedy}.");
    }
}
