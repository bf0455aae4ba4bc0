using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Antpath.Benchmarks.Emulator;

/// <summary>The few calls of the provider's API that a load consists of.</summary>
internal sealed class ProviderClient : IDisposable
{
    /// <summary>Agent, environment, session.</summary>
    public const int CallsPerSession = 3;

    private readonly HttpClient _http;

    public ProviderClient(Uri provider)
    {
        _http = new HttpClient { BaseAddress = provider };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", NewKey());
        _http.DefaultRequestHeaders.Add("anthropic-version", "2026-10-21");
        _http.DefaultRequestHeaders.Add("anthropic-beta", "managed-agents-2026-04-01");
    }

    /// <summary>A key of the provider's shape: an organization of its own at the emulator.</summary>
    public static string NewKey() => "sk-ant-" + RandomNumberGenerator.GetHexString(24, lowercase: true);

    public async Task<string> NewSessionAsync(CancellationToken cancellationToken)
    {
        var agent = await PostAsync("/v1/agents", """{"name": "bench", "model": "claude-opus-5-5", "tools": [{"type": "agent_toolset_20260401"}]}""", cancellationToken);
        var environment = await PostAsync("/v1/environments", $$"""{"name": "{{RandomNumberGenerator.GetHexString(16)}}"}""", cancellationToken);
        return await PostAsync("/v1/sessions", $$"""{"agent": "{{agent}}", "environment_id": "{{environment}}"}""", cancellationToken);
    }

    public Task SayAsync(string session, string text, CancellationToken cancellationToken) =>
        PostAsync($"/v1/sessions/{session}/events", $$"""{"events": [{"type": "user.message", "content": [{"type": "text", "text": "{{text}}"}]}]}""", cancellationToken);

    public async Task PollAsync(string session, bool events, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(events ? $"/v1/sessions/{session}/events?order=desc&limit=20" : $"/v1/sessions/{session}", cancellationToken);
        await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken);
    }

    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize<JsonElement>(await _http.GetByteArrayAsync(path, cancellationToken));

    public Task<Stream> OpenAsync(string path, CancellationToken cancellationToken) => _http.GetStreamAsync(path, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<string> PostAsync(string path, string json, CancellationToken cancellationToken)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(path, content, cancellationToken);
        var body = JsonSerializer.Deserialize<JsonElement>(await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken));
        return body.TryGetProperty("id", out var id) ? id.GetString()! : "";
    }
}
