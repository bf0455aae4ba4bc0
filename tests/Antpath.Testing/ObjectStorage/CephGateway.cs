using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace Antpath.Testing.ObjectStorage;

/// <summary>
/// A real S3 server nobody here wrote: Ceph's object gateway with its objects in memory, on loopback. Its daemons are children of this process; what a
/// killed run left behind is ended by the next start, by the process ids it wrote down.
/// </summary>
public sealed class CephGateway : IAsyncDisposable
{
    private const string Remedy = "apt-get install --no-install-recommends radosgw ceph-mon ceph-osd";
    private static readonly string[] Programs = ["ceph", "ceph-authtool", "ceph-mon", "ceph-osd", "monmaptool", "radosgw", "radosgw-admin"];
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly DirectoryInfo _folder;
    private readonly List<Process> _daemons = [];

    private CephGateway(DirectoryInfo folder, int port)
    {
        _folder = folder;
        Endpoint = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
    }

    public Uri Endpoint { get; }

    public string AccessKeyId { get; } = "antpath" + RandomNumberGenerator.GetHexString(12, lowercase: true);

    public string SecretAccessKey { get; } = RandomNumberGenerator.GetHexString(40, lowercase: true);

    private string Configuration => Path.Combine(_folder.FullName, "ceph.conf");

    /// <returns>Why there can be none here and what to do; null when there can.</returns>
    public static string? Missing()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var absent = Programs.Where(program => !folders.Any(folder => File.Exists(Path.Combine(folder, program)))).ToList();
        return absent.Count == 0 ? null : $"No S3 server to test with: {string.Join(", ", absent)} not found. {Remedy}.";
    }

    /// <param name="memoryBytes">Bytes the store may hold.</param>
    /// <exception cref="InvalidOperationException">A daemon did not come up; the message has its last words.</exception>
    public static async Task<CephGateway> StartAsync(long memoryBytes, CancellationToken cancellationToken)
    {
        CephLeftovers.End();
        var (monitorPort, port) = (LoopbackPort.Free(), LoopbackPort.Free());
        var folder = Directory.CreateTempSubdirectory(CephLeftovers.Prefix);
        foreach (var name in new[] { "run", "mon", "osd", "rgw", "crash" })
            folder.CreateSubdirectory(name);
        var gateway = new CephGateway(folder, port);
        try
        {
            await File.WriteAllTextAsync(gateway.Configuration, CephConfiguration.Text(folder.FullName, monitorPort, port, memoryBytes), cancellationToken);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(StartTimeout);
            await gateway.StartDaemonsAsync(monitorPort, limit.Token);
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var daemon in Enumerable.Reverse(_daemons))
        {
            daemon.Kill(); // objects in memory: there is nothing to save
            await daemon.WaitForExitAsync();
            daemon.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private async Task StartDaemonsAsync(int monitorPort, CancellationToken cancellationToken)
    {
        var place = _folder.FullName;
        var keyring = Path.Combine(place, "keyring");
        var osd = Guid.CreateVersion7().ToString();
        // real keys: with authentication off the gateway never gets past its first connection
        await RunAsync("ceph-authtool", ["--create-keyring", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *"], cancellationToken);
        await AddKeyAsync("client.admin", ["--cap", "mon", "allow *", "--cap", "osd", "allow *"]);
        await AddKeyAsync("osd.0", ["--cap", "mon", "allow profile osd", "--cap", "osd", "allow *"]);
        await AddKeyAsync("client.rgw.a", ["--cap", "mon", "allow rw", "--cap", "osd", "allow rwx"]);
        var map = Path.Combine(place, "monmap");
        var fsid = (await File.ReadAllLinesAsync(Configuration, cancellationToken)).First(line => line.StartsWith("fsid", StringComparison.Ordinal)).Split(' ')[^1];
        var address = string.Create(CultureInfo.InvariantCulture, $"[v2:127.0.0.1:{monitorPort}]");
        await RunAsync("monmaptool", ["--create", "--fsid", fsid, "--addv", "a", address, "--clobber", map], cancellationToken);
        await RunAsync("ceph-mon", ["-c", Configuration, "--mkfs", "-i", "a", "--monmap", map, "--keyring", keyring], cancellationToken);
        StartDaemon("ceph-mon", ["-c", Configuration, "-i", "a", "-f"]);
        await RunAsync("ceph", ["-c", Configuration, "--connect-timeout", "20", "osd", "new", osd], cancellationToken);
        // without the same id the monitor ignores the store for ever
        await RunAsync("ceph-osd", ["-c", Configuration, "-i", "0", "--mkfs", "--osd-uuid", osd], cancellationToken);
        StartDaemon("ceph-osd", ["-c", Configuration, "-i", "0", "-f"]);
        await RunAsync(
            "radosgw-admin",
            ["-c", Configuration, "-n", "client.rgw.a", "user", "create", "--uid=antpath", "--display-name=antpath", $"--access-key={AccessKeyId}", $"--secret-key={SecretAccessKey}"],
            cancellationToken);
        StartDaemon("radosgw", ["-c", Configuration, "-n", "client.rgw.a", "-f"]);
        await AnswersAsync(cancellationToken);

        Task AddKeyAsync(string name, string[] may) => RunAsync("ceph-authtool", [keyring, "--gen-key", "-n", name, .. may], cancellationToken);
    }

    private async Task AnswersAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        while (true)
        {
            if (_daemons.FirstOrDefault(d => d.HasExited) is { } ended)
                throw new InvalidOperationException($"{ended.StartInfo.FileName} ended with {ended.ExitCode}.");
            try
            {
                using var answer = await http.GetAsync(Endpoint, cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
                // not yet
            }

            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }
    }

    private void StartDaemon(string program, string[] arguments) => _daemons.Add(Process.Start(How(program, arguments))!.Drained());

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(How(program, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
            await output;
            if (process.ExitCode != 0)
                throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await error}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static ProcessStartInfo How(string program, string[] arguments) =>
        new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
}
