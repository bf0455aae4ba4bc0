using System.Net.Http.Json;
using System.Text.Json;
using Antpath.Emulator;
using Antpath.Engine.Providers;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>An emulator whose time stands still until a test moves it, and the adapter pointed at it.</summary>
internal sealed class EmulatorBed : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly EmulatorHost _emulator;
    private readonly HttpClient _admin;

    private EmulatorBed(EmulatorHost emulator, FakeTimeProvider time, ClaudeTestBed claude)
    {
        _emulator = emulator;
        Time = time;
        _admin = new HttpClient { BaseAddress = emulator.BaseAddress };
        Claude = claude;
    }

    public FakeTimeProvider Time { get; }

    public ClaudeTestBed Claude { get; }

    public IAgentProvider Provider => Claude.Provider;

    /// <summary>Just before now on the emulator's clock.</summary>
    public DateTimeOffset Since => Time.GetUtcNow() - TimeSpan.FromSeconds(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<EmulatorBed> StartAsync(Action<EmulatorOptions>? configure = null)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        var options = new EmulatorOptions { ContactMcpServers = false, Seed = 1 };
        configure?.Invoke(options);
        var emulator = await EmulatorHost.StartAsync(options, time, Cancellation);
        return new EmulatorBed(emulator, time, await ClaudeTestBed.StartAsync(emulator.BaseAddress));
    }

    /// <summary>In steps, because what happens next is scheduled by what happens now.</summary>
    public void LetTimePass(TimeSpan duration)
    {
        for (var passed = TimeSpan.Zero; passed < duration; passed += Tick)
            Time.Advance(Tick);
    }

    /// <summary>Breaks the next call of a kind.</summary>
    public async Task BreakNextAsync(string kind, string method, string path, int count = 1)
    {
        using var answer = await _admin.PostAsJsonAsync("/_emulator/faults", new { kind, method, path, count }, Cancellation);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Calls as the emulator saw them: method, path, status, and the SDK's retry count.</summary>
    public async Task<IReadOnlyList<(string Call, int Status, int Retries)>> CallsAsync()
    {
        var log = await _admin.GetFromJsonAsync<JsonElement>("/_emulator/calls", Cancellation);
        return
        [
            .. log.GetProperty("data").EnumerateArray().Select(c => (
                $"{c.GetProperty("method").GetString()} {c.GetProperty("path").GetString()}",
                c.GetProperty("status").GetInt32(),
                c.GetProperty("retry_count").GetInt32())),
        ];
    }

    /// <summary>A vault that somebody else made with the same key, without any marker.</summary>
    public async Task<string> NewUnmarkedVaultAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/vaults") { Content = JsonContent.Create(new { display_name = "not ours" }) };
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", Claude.Key);
        request.Headers.Add("anthropic-version", "2023-06-01");
        request.Headers.Add("anthropic-beta", "managed-agents-2026-04-01");
        using var answer = await _admin.SendAsync(request, Cancellation);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("id").GetString()!;
    }

    /// <summary>Vaults that the key sees.</summary>
    public async Task<IReadOnlyList<string>> VaultsAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/vaults?limit=100");
        request.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", Claude.Key);
        request.Headers.Add("anthropic-version", "2023-06-01");
        request.Headers.Add("anthropic-beta", "managed-agents-2026-04-01");
        using var answer = await _admin.SendAsync(request, Cancellation);
        answer.EnsureSuccessStatusCode();
        return [.. (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("data").EnumerateArray().Select(v => v.GetProperty("id").GetString()!)];
    }

    /// <summary>A session that stands ready for its prompt.</summary>
    public async Task<string> NewSessionAsync()
    {
        var agent = Ok(await Provider.CreateAgentAsync(Claude.Bundle(), new Dictionary<string, CreatedResource>(), Claude.Marker("agent"), Cancellation));
        var environment = Ok(await Provider.CreateEnvironmentAsync(Claude.Bundle(), Claude.Marker("environment"), Cancellation));
        var start = new SessionStart { Agent = agent, EnvironmentId = environment.ProviderId, FileIdsByPath = new Dictionary<string, string>() };
        return Ok(await Provider.CreateSessionAsync(start, Claude.Marker("session"), Cancellation)).ProviderId;
    }

    /// <summary>A session that got a prompt which asks for a scenario.</summary>
    public async Task<string> RunScenarioAsync(string scenario)
    {
        var session = await NewSessionAsync();
        Ok(await Provider.SendPromptAsync(Claude.Bundle(t => t.Prompt($"[[scenario: {scenario}]] Go.")), session, Cancellation));
        return session;
    }

    public static T Ok<T>(ProviderResult<T> result)
    {
        Assert.True(result.Succeeded, JsonSerializer.Serialize(result.Failure));
        return result.Value;
    }

    public async ValueTask DisposeAsync()
    {
        await Claude.DisposeAsync();
        _admin.Dispose();
        await _emulator.DisposeAsync();
    }
}
