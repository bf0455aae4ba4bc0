using System.Net;
using System.Text.Json;

namespace Antpath.Emulator.Mcp;

/// <summary>Really contacts MCP servers over streamable HTTP: initialize, initialized, tools/list.</summary>
internal sealed class McpProber : IDisposable
{
    private const int AnswerBytesMax = 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };

    public async Task<IReadOnlyList<McpContact>> ContactAsync(IReadOnlyList<McpTarget> targets) => await Task.WhenAll(targets.Select(ContactAsync));

    public void Dispose() => _http.Dispose();

    private async Task<McpContact> ContactAsync(McpTarget target)
    {
        if (!target.EgressAllowed)
            return Failed(target, "mcp_connection_failed_error", "the environment's networking does not allow this host");
        // Real servers answer in real time, whatever clock the sessions live by.
        using var timeout = new CancellationTokenSource(Timeout);
        var exchange = new McpExchange(_http, target, AnswerBytesMax);
        try
        {
            return new McpContact(target.ServerName, null, "", await exchange.ListToolsAsync(timeout.Token));
        }
        catch (HttpRequestException refused) when (refused.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return Failed(target, "mcp_authentication_failed_error", "the server refused the credential", exchange, refused.StatusCode);
        }
        catch (HttpRequestException failure)
        {
            return Failed(target, "mcp_connection_failed_error", failure.StatusCode is { } status ? $"the server answered {(int)status}" : "the server could not be reached",
                exchange, failure.StatusCode);
        }
        catch (OperationCanceledException)
        {
            return Failed(target, "mcp_connection_failed_error", $"the server did not answer within {Timeout.TotalSeconds} s", exchange);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidDataException or IOException or KeyNotFoundException or InvalidOperationException)
        {
            return Failed(target, "mcp_connection_failed_error", "the server's answer is not MCP over streamable HTTP", exchange);
        }
    }

    private static McpContact Failed(McpTarget target, string type, string reason, McpExchange? exchange = null, HttpStatusCode? status = null) =>
        new(target.ServerName, type, $"MCP server {target.ServerName}: {reason}.", []) { FailedMethod = exchange?.Method, FailedStatus = (int?)status };
}
