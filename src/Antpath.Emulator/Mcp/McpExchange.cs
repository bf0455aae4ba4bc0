using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Antpath.Emulator.Mcp;

/// <summary>One conversation with one MCP server: JSON-RPC over streamable HTTP, answers as JSON or as an event stream.</summary>
internal sealed class McpExchange(HttpClient http, McpTarget target, int answerBytesMax)
{
    private const string ProtocolVersion = "2025-06-18";
    private const int ToolsMax = 256;

    private string? _sessionId;
    private int _requests;

    /// <summary>The method being called, for whoever has to tell what failed.</summary>
    public string Method { get; private set; } = "initialize";

    public async Task<IReadOnlyList<string>> ListToolsAsync(CancellationToken cancellationToken)
    {
        await CallAsync("initialize",
            $$$"""{"protocolVersion":"{{{ProtocolVersion}}}","capabilities":{},"clientInfo":{"name":"antpath-emulator","version":"1"}}""", cancellationToken);
        using (await SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", cancellationToken))
        {
        }
        JsonElement result = await CallAsync("tools/list", "{}", cancellationToken);
        await LeaveAsync(cancellationToken);
        return [.. result.GetProperty("tools").EnumerateArray().Take(ToolsMax).Select(tool => tool.GetProperty("name").GetString() ?? "")];
    }

    /// <summary>Ends the server's session; a server may not support that, and then it does not matter.</summary>
    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        if (_sessionId is null)
            return;
        using var request = new HttpRequestMessage(HttpMethod.Delete, target.Url);
        AddHeaders(request);
        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
    }

    private async Task<JsonElement> CallAsync(string method, string parameters, CancellationToken cancellationToken)
    {
        Method = method;
        int id = ++_requests;
        using HttpResponseMessage response = await SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""", cancellationToken);
        if (response.Headers.TryGetValues("Mcp-Session-Id", out IEnumerable<string>? ids))
            _sessionId = ids.First();
        await using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken);
        JsonElement answer = response.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? await ReadStreamAsync(body, id, cancellationToken)
            : await ReadJsonAsync(body, cancellationToken);
        return answer.GetProperty("result");
    }

    private async Task<HttpResponseMessage> SendAsync(string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        AddHeaders(request);
        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        return response.EnsureSuccessStatusCode();
    }

    private void AddHeaders(HttpRequestMessage request)
    {
        request.Headers.Add("MCP-Protocol-Version", ProtocolVersion);
        if (_sessionId is not null)
            request.Headers.Add("Mcp-Session-Id", _sessionId);
        if (target.Bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", target.Bearer);
    }

    private async Task<JsonElement> ReadJsonAsync(Stream body, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (kept.Length + read > answerBytesMax)
                throw new InvalidDataException("the answer is too long");
            kept.Write(buffer, 0, read);
        }
        using JsonDocument document = JsonDocument.Parse(kept.ToArray());
        return document.RootElement.Clone();
    }

    private async Task<JsonElement> ReadStreamAsync(Stream body, int id, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(body, Encoding.UTF8);
        int total = 0;
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            total += line.Length;
            if (total > answerBytesMax)
                throw new InvalidDataException("the answer is too long");
            if (!line.StartsWith("data:", StringComparison.Ordinal) || line.Length <= 6)
                continue;
            using JsonDocument document = JsonDocument.Parse(line[5..]);
            if (document.RootElement.TryGetProperty("id", out JsonElement answered) && answered.ValueKind == JsonValueKind.Number && answered.GetInt32() == id)
                return document.RootElement.Clone();
        }
        throw new InvalidDataException("the stream ended without an answer");
    }
}
