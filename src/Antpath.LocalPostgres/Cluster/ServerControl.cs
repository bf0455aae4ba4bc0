using System.Diagnostics;
using Antpath.LocalPostgres.Binaries;
using Antpath.LocalPostgres.Commands;

namespace Antpath.LocalPostgres.Cluster;

/// <summary>
/// Makes, starts and stops one server with PostgreSQL's own programs. <c>pg_ctl</c> gives the server a session of its own: a Ctrl-C in the terminal
/// reaches us and not the database, which has to outlive the work that is being finished.
/// </summary>
internal sealed class ServerControl(ClusterFolder folder, PostgresBinaries binaries, ServerAccount account, EmbeddedPostgresOptions options)
{
    public const string Superuser = "postgres";

    /// <summary>A killed server's pid can stay visible for 2 seconds, and blocks the data folder for so long.</summary>
    private const int StartTriesMax = 20;

    private static readonly TimeSpan StartRetryEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>What the server writes when the previous one is not quite gone.</summary>
    private static readonly string[] PredecessorSigns = ["postmaster.pid\" already exists", "is another postmaster", "shared memory block"];

    private string Name => $"PostgreSQL {binaries.Version} ({binaries.Origin})";

    /// <summary>Which server <c>pg_ctl</c> means, and how long it waits for it.</summary>
    private string[] Target => ["-D", folder.DataFolder, "-w", "-t", $"{options.CommandTimeout.TotalSeconds:0}"];

    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        options.Progress($"Preparing a PostgreSQL {binaries.Version} database folder…");
        folder.Erase();
        Directory.CreateDirectory(folder.UnfinishedDataFolder);
        await account.GiveAsync(folder.UnfinishedDataFolder, cancellationToken);
        var password = folder.WritePasswordForInitDb();
        try
        {
            await account.GiveAsync(password, cancellationToken);
            List<string> arguments =
            [
                "-D", folder.UnfinishedDataFolder, "-U", Superuser, $"--pwfile={password}", "--auth=scram-sha-256", "--encoding=UTF8",
                OperatingSystem.IsLinux() ? "--locale=C.UTF-8" : "--locale=C", "--data-checksums", "--no-instructions",
            ];
            if (!options.Durable)
            {
                arguments.Add("--no-sync");
            }

            var result = await RunAsync(binaries.InitDb, arguments, cancellationToken);
            if (!result.Succeeded)
            {
                throw new EmbeddedPostgresException($"{Name} could not prepare '{folder.Root}': {result.LastLines(4)}");
            }
        }
        finally
        {
            File.Delete(password);
        }

        Directory.Move(folder.UnfinishedDataFolder, folder.DataFolder);
    }

    /// <returns>False when the port was taken.</returns>
    /// <exception cref="EmbeddedPostgresException">The server did not come up for another reason.</exception>
    public async Task<bool> TryStartAsync(int port, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            File.Delete(folder.LogFile); // one start's worth: it must not grow for ever
            var result = await RunAsync(binaries.PgCtl, ["start", .. Target, "-l", folder.LogFile, "-o", Settings(port)], cancellationToken);
            if (result.Succeeded)
            {
                return true;
            }

            var log = File.Exists(folder.LogFile) ? await File.ReadAllTextAsync(folder.LogFile, cancellationToken) : result.Output;
            if (log.Contains("could not bind", StringComparison.Ordinal))
            {
                return false;
            }

            if (attempt == StartTriesMax || !PredecessorSigns.Any(sign => log.Contains(sign, StringComparison.Ordinal)))
            {
                throw new EmbeddedPostgresException($"{Name} did not start on '{folder.DataFolder}': {new CommandResult(1, log.Trim()).LastLines(4)}");
            }

            await Task.Delay(StartRetryEvery, options.Time, cancellationToken);
        }
    }

    /// <summary>Stops the server, if one runs, the fast way: open transactions are rolled back, nothing committed is lost.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!await RunsAsync(cancellationToken))
        {
            return;
        }

        var result = await RunAsync(binaries.PgCtl, ["stop", .. Target, "-m", options.Durable ? "fast" : "immediate"], cancellationToken);
        if (!result.Succeeded && await RunsAsync(cancellationToken))
        {
            throw new EmbeddedPostgresException(
                $"The PostgreSQL on '{folder.DataFolder}' does not stop: {result.LastLines(2)}. Look at {folder.LogFile} and stop it by hand.");
        }
    }

    /// <summary>
    /// Whether a server works on this folder. After a crash of the machine the pid in <c>postmaster.pid</c> may have become somebody else's: only a
    /// process called <c>postgres</c> counts, or we would stop a stranger.
    /// </summary>
    private async Task<bool> RunsAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder.DataFolder, "postmaster.pid");
        if (!File.Exists(file))
        {
            return false;
        }

        var lines = await File.ReadAllLinesAsync(file, cancellationToken);
        return lines.Length > 0 && int.TryParse(lines[0], out var pid) && IsServer(pid);
    }

    private bool IsServer(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            var workingFolder = OperatingSystem.IsLinux() ? Directory.ResolveLinkTarget($"/proc/{pid}/cwd", returnFinalTarget: false)?.FullName : null;
            return process.ProcessName == "postgres" && (workingFolder is null || workingFolder == folder.DataFolder);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // gone, or not ours to look at
            return false;
        }
    }

    private string Settings(int port) => string.Join(
        ' ',
        [
            "-c listen_addresses=127.0.0.1", $"-c port={port}", "-c unix_socket_directories=", $"-c max_connections={options.ConnectionsMax}",
            "-c log_error_verbosity=terse", // details of an error quote rows
            "-c log_checkpoints=off",
            .. options.Durable ? Array.Empty<string>() : ["-c fsync=off", "-c full_page_writes=off"],
        ]);

    private Task<CommandResult> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) =>
        new Command(program, arguments)
        {
            Account = account.Name,
            WorkingFolder = folder.Root,
            Timeout = options.CommandTimeout + TimeSpan.FromSeconds(5), // the program's own timeout says more than ours
            Time = options.Time,
        }.RunAsync(cancellationToken);
}
