using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Antpath.Emulator.Tests.Mcp;

/// <summary>A small MCP server over streamable HTTP that wants a bearer.</summary>
public sealed class BearerMcpServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BearerMcpServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single() + "/mcp";

    public int Initializations { get; private set; }

    public static async Task<BearerMcpServer> StartAsync(string token, bool streams)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var server = new BearerMcpServer(app);
        app.Run(http => server.AnswerAsync(http, token, streams));
        await app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http, string token, bool streams)
    {
        if (http.Request.Headers.Authorization != $"Bearer {token}")
        {
            http.Response.StatusCode = 401;
            return;
        }
        using JsonDocument request = await JsonDocument.ParseAsync(http.Request.Body);
        string method = request.RootElement.GetProperty("method").GetString()!;
        if (method == "notifications/initialized")
        {
            http.Response.StatusCode = 202;
            return;
        }
        if (method == "initialize")
            Initializations++;
        string result = method == "initialize"
            ? """{"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": {"name": "t", "version": "1"}}"""
            : """{"tools": [{"name": "find_issue", "inputSchema": {"type": "object"}}]}""";
        string answer = $$"""{"jsonrpc": "2.0", "id": {{request.RootElement.GetProperty("id").GetInt32()}}, "result": {{result}} }""";
        http.Response.ContentType = streams ? "text/event-stream" : "application/json";
        await http.Response.WriteAsync(streams ? $"event: message\ndata: {answer}\n\n" : answer);
    }
}
