using System.Net.Http.Json;
using System.Text.Json;
using Antpath.Testing.Node;

namespace Antpath.Engine.Tests.Worker;

/// <summary>The MCP project's own server as a process, behind a bearer token.</summary>
internal sealed class ReferenceMcpServer : IAsyncDisposable
{
    private readonly NodeProgram _program;
    private readonly HttpClient _http = new();

    private ReferenceMcpServer(NodeProgram program, string url)
    {
        _program = program;
        Url = url;
    }

    public string Url { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ReferenceMcpServer> StartAsync(string token)
    {
        var folder = await NodePackages.InstallAsync(Path.Combine(AppContext.BaseDirectory, "McpServer"), "mcp-server", Cancellation);
        var program = NodeProgram.Start("node", folder, ["server.mjs"], ("MCP_TOKEN", token));
        try
        {
            return new ReferenceMcpServer(program, await program.AnnouncedAsync("mcp=", Cancellation));
        }
        catch
        {
            await program.DisposeAsync();
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
        await _program.DisposeAsync();
    }
}
