using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Antpath.LocalPostgres;

namespace Antpath.Engine.Tests.Worker;

/// <summary>
/// The MCP project's own server as a process, behind a bearer token. Its packages are fetched once through npm, exactly as locked, and kept in the user's cache.
/// </summary>
internal sealed class ReferenceMcpServer : IAsyncDisposable
{
    private static readonly TimeSpan InstallTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);
    private static readonly string Sources = Path.Combine(AppContext.BaseDirectory, "McpServer");

    private readonly Process _process;
    private readonly HttpClient _http = new();

    private ReferenceMcpServer(Process process, string url)
    {
        _process = process;
        Url = url;
    }

    public string Url { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ReferenceMcpServer> StartAsync(string token)
    {
        var folder = await InstallAsync();
        var process = Start("node", folder, ["server.mjs"], ("MCP_TOKEN", token));
        try
        {
            const string Announced = "mcp=";
            var line = await process.StandardOutput.ReadLineAsync(Cancellation).AsTask().WaitAsync(StartTimeout, Cancellation);
            if (line?.StartsWith(Announced, StringComparison.Ordinal) != true)
                throw new InvalidOperationException($"The MCP server did not start: {line} {await process.StandardError.ReadToEndAsync(Cancellation)}");
            return new ReferenceMcpServer(process, line[Announced.Length..]);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>The methods it let in, and how many requests it refused.</summary>
    public async Task<(IReadOnlyList<string> Methods, int Refused)> SeenAsync()
    {
        var seen = await _http.GetFromJsonAsync<JsonElement>(new Uri(new Uri(Url), "/seen"), Cancellation);
        return ([.. seen.GetProperty("methods").EnumerateArray().Select(m => m.GetString()!)], seen.GetProperty("refused").GetInt32());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private static async Task<string> InstallAsync()
    {
        var locked = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Sources, "package-lock.json"), Cancellation)))[..16];
        var home = Path.Combine(UserFolders.CacheFolder, "mcp-server");
        var installed = Path.Combine(home, locked);
        if (!Directory.Exists(installed))
            await InstallAsync(home, installed);

        // the script may be newer than the packages
        File.Copy(Path.Combine(Sources, "server.mjs"), Path.Combine(installed, "server.mjs"), overwrite: true);
        return installed;
    }

    /// <summary>In a folder of its own that becomes the installed one when it is whole, so that a broken installation is never used.</summary>
    private static async Task InstallAsync(string home, string installed)
    {
        var fresh = Directory.CreateDirectory(Path.Combine(home, $"new-{Guid.CreateVersion7():N}")).FullName;
        try
        {
            foreach (var file in (string[])["package.json", "package-lock.json", ".npmrc"])
                File.Copy(Path.Combine(Sources, file), Path.Combine(fresh, file));

            using var npm = Start("npm", fresh, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
            var said = npm.StandardError.ReadToEndAsync(Cancellation);
            await npm.StandardOutput.ReadToEndAsync(Cancellation).WaitAsync(InstallTimeout, Cancellation);
            await npm.WaitForExitAsync(Cancellation);
            if (npm.ExitCode != 0)
                throw new InvalidOperationException($"npm could not install the MCP server: {await said}");
            Directory.Move(fresh, installed);
        }
        catch (IOException) when (Directory.Exists(installed))
        {
            // another test process was quicker
        }
        finally
        {
            if (Directory.Exists(fresh))
                Directory.Delete(fresh, recursive: true);
        }
    }

    private static Process Start(string program, string folder, string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception) when (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")))
        {
            Assert.Skip($"There is no '{program}' on this machine. Install Node.js with npm.");
            throw;
        }
    }
}
