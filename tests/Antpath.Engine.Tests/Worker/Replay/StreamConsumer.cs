using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Antpath.Engine.Tests.Worker.Replay;

/// <summary>Someone who follows a session by its event stream, as our worker does not (provider contract §13.7).</summary>
internal sealed class StreamConsumer : IDisposable
{
    private readonly HttpClient _http;

    public StreamConsumer(Uri provider, string key)
    {
        _http = new HttpClient { BaseAddress = provider };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _http.DefaultRequestHeaders.Add("anthropic-version", "2026-10-21");
        _http.DefaultRequestHeaders.Add("anthropic-beta", "managed-agents-2026-04-01");
    }

    public async Task<string> NewSessionAsync(CancellationToken cancellationToken)
    {
        var agent = await PostAsync("/v1/agents", """{"name": "n", "model": "claude-opus-5-5", "tools": [{"type": "agent_toolset_20260401"}]}""", cancellationToken);
        var environment = await PostAsync("/v1/environments", """{"name": "streamed"}""", cancellationToken);
        return Id(await PostAsync("/v1/sessions", $$"""{"agent": "{{Id(agent)}}", "environment_id": "{{Id(environment)}}"}""", cancellationToken));
    }

    /// <summary>Connects, speaks, and reads frames until the session is idle.</summary>
    public async Task<IReadOnlyList<(string Type, string Id)>> FollowAsync(string session, string message, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{session}/events/stream");
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var reader = new StreamReader(await response.EnsureSuccessStatusCode().Content.ReadAsStreamAsync(cancellationToken));
        await PostAsync($"/v1/sessions/{session}/events", $$"""{"events": [{"type": "user.message", "content": [{"type": "text", "text": "{{message}}"}]}]}""", cancellationToken);
        var seen = new List<(string Type, string Id)>();
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (!line.StartsWith("data: ", StringComparison.Ordinal) || JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]) is var frame && !frame.TryGetProperty("id", out _))
                continue;
            seen.Add((frame.GetProperty("type").GetString()!, Id(frame)));
            if (seen[^1].Type == "session.status_idle")
                break;
        }

        return seen;
    }

    public async Task<IReadOnlyList<(string Type, string Id)>> ListAsync(string session, CancellationToken cancellationToken)
    {
        var page = await _http.GetFromJsonAsync<JsonElement>($"/v1/sessions/{session}/events", cancellationToken);
        return [.. page.GetProperty("data").EnumerateArray().Select(e => (e.GetProperty("type").GetString()!, Id(e)))];
    }

    public void Dispose() => _http.Dispose();

    private static string Id(JsonElement item) => item.GetProperty("id").GetString()!;

    private async Task<JsonElement> PostAsync(string path, string json, CancellationToken cancellationToken)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(path, content, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}
