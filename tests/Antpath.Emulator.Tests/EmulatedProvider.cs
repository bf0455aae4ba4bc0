using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Core;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Emulator.Tests;

/// <summary>An emulator on a free port whose clock stands still until a test moves it, with a client of the official SDK and a raw one.</summary>
public sealed class EmulatedProvider : IAsyncDisposable
{
    public const string ManagedAgents = "managed-agents-2026-04-01";

    private readonly EmulatorHost _host;

    private EmulatedProvider(EmulatorHost host, FakeTimeProvider clock)
    {
        (_host, Clock) = (host, clock);
        Key = KeyNamed("one");
        Sdk = ClientFor(Key);
        Http = new HttpClient { BaseAddress = host.BaseAddress, Timeout = TimeSpan.FromSeconds(30) };
    }

    public FakeTimeProvider Clock { get; }

    public string Key { get; }

    /// <summary>The official client: no retries, every response checked against its typed description.</summary>
    public AnthropicClient Sdk { get; }

    /// <summary>Sends exactly what a test writes; no header is added.</summary>
    public HttpClient Http { get; }

    public Uri BaseAddress => _host.BaseAddress;

    public static async Task<EmulatedProvider> StartAsync(Action<EmulatorOptions>? configure = null)
    {
        var options = new EmulatorOptions { Seed = 7, RateLimits = false, ContactMcpServers = false };
        configure?.Invoke(options);
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));
        return new EmulatedProvider(await EmulatorHost.StartAsync(options, clock, TestContext.Current.CancellationToken), clock);
    }

    public static string KeyNamed(string name) => string.Concat("sk-", "ant-", "test-", name);

    public AnthropicClient ClientFor(string key) => new(new ClientOptions
    {
        BaseUrl = BaseAddress.ToString().TrimEnd('/'),
        ApiKey = key,
        MaxRetries = 0,
        ResponseValidation = true,
        Timeout = TimeSpan.FromSeconds(30),
    });

    /// <summary>A request with all headers in order; tests take away or change what they are about.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path, string? json = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        request.Headers.Add("anthropic-version", "2026-10-21");
        request.Headers.Add("anthropic-beta", ManagedAgents);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return request;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await Http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        using JsonDocument document = JsonDocument.Parse(text.Length == 0 ? "null" : text);
        return (response.StatusCode, document.RootElement.Clone());
    }

    public Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path) => SendAsync(Request(HttpMethod.Get, path));

    public Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, string json) => SendAsync(Request(HttpMethod.Post, path, json));

    public Task<(HttpStatusCode Status, JsonElement Body)> DeleteAsync(string path) => SendAsync(Request(HttpMethod.Delete, path));

    /// <summary>Posts and expects success.</summary>
    public async Task<JsonElement> CreateAsync(string path, string json)
    {
        (HttpStatusCode status, JsonElement body) = await PostAsync(path, json);
        Assert.True(status == HttpStatusCode.OK, $"{path} answered {status}: {body}");
        return body;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Sdk.Dispose();
        await _host.DisposeAsync();
    }
}
