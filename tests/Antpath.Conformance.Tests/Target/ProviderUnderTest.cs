using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Core;
using Antpath.Conformance.Tests.Target;
using Antpath.Emulator;

[assembly: AssemblyFixture(typeof(ProviderUnderTest))]
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)] // one key has one rate limit (§3), and five environment calls at once are too many

namespace Antpath.Conformance.Tests.Target;

/// <summary>The provider that the facts are asked of: the emulator unless the environment names another. Everything made through it is removed at the end.</summary>
public sealed class ProviderUnderTest : IAsyncLifetime
{
    public const string ManagedAgents = "managed-agents-2026-04-01"; // §1.2

    /// <summary>Metadata key of everything the suite makes.</summary>
    public const string Marker = "antpath_conformance";

    private EmulatorHost? _emulator;
    private Task<Answer>? _agent;
    private Task<Answer>? _environment;

    public ConformanceSettings Settings { get; } = ConformanceSettings.Read(Environment.GetEnvironmentVariable);

    public TimeProvider Time { get; } = TimeProvider.System;

    public string Tag { get; } = RandomNumberGenerator.GetHexString(10, lowercase: true);

    public bool IsEmulator => Settings.BaseUrl is null;

    public TimeSpan PollEvery => IsEmulator ? TimeSpan.FromMilliseconds(20) : TimeSpan.FromSeconds(2);

    public Differences Differences { get; private set; } = null!;

    public Spending Spending { get; private set; } = null!;

    public MadeResources Made { get; private set; } = null!;

    /// <summary>The official client: no retries of its own, every response checked against its typed description.</summary>
    public AnthropicClient Sdk { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    private HttpClient Http { get; set; } = null!;

    private string ReportFolder { get; set; } = "";

    public async ValueTask InitializeAsync()
    {
        (Differences, Spending, Made) = (new Differences(IsEmulator), new Spending(Settings), new MadeResources(this));
        ReportFolder = Directory.CreateDirectory(Path.Combine(Root(), "artifacts", "conformance")).FullName;
        if (!IsEmulator)
            Console.WriteLine($"Conformance of {Settings.BaseUrl}. {Spending.Estimate()}");
        _emulator = IsEmulator
            ? await EmulatorHost.StartAsync(new EmulatorOptions { Speed = 20, RateLimits = false, ContactMcpServers = false, Seed = 7 }, Time, CancellationToken.None)
            : null;
        Address = Settings.BaseUrl ?? _emulator!.BaseAddress;
        Http = new HttpClient(new WireRecorder(folder: null, Time)) { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(3) };
        Sdk = new AnthropicClient(new ClientOptions
        {
            BaseUrl = Address.ToString().TrimEnd('/'),
            ApiKey = Settings.ApiKey,
            MaxRetries = 0, // §16.1
            ResponseValidation = true,
            HttpClient = new HttpClient(new WireRecorder(folder: null, Time)),
        });
        if (!IsEmulator)
            await Made.FindLeftoversAsync();
    }

    public async ValueTask DisposeAsync()
    {
        IReadOnlyList<string> left = await Made.RemoveAsync();
        await File.WriteAllTextAsync(
            Path.Combine(ReportFolder, "report.md"),
            Differences.Render(IsEmulator ? "the emulator" : Settings.BaseUrl!.ToString(), Spending.Summary, left));
        Sdk.Dispose();
        Http.Dispose();
        if (_emulator is not null)
            await _emulator.DisposeAsync();
        Assert.Empty(left);
    }

    /// <summary>An agent with every built-in tool that all tests share. Nobody changes it.</summary>
    public Task<Answer> AgentAsync() => _agent ??= NewAgentAsync();

    /// <summary>An environment that all tests share: sixty calls a minute are not many (§3).</summary>
    public Task<Answer> EnvironmentAsync() => _environment ??= NewEnvironmentAsync();

    public Task<Answer> NewAgentAsync(string members = """, "tools": [{"type": "agent_toolset_20260401"}]""") =>
        CreateAsync("/v1/agents", $$"""{"name": "antpath-conformance", "model": "{{Settings.Model}}", "metadata": {"{{Marker}}": "{{Tag}}"} {{members}} }""");

    public Task<Answer> NewEnvironmentAsync(string members = """, "config": {"type": "cloud"}""") => CreateAsync("/v1/environments",
        $$"""{"name": "antpath-conformance-{{RandomNumberGenerator.GetHexString(8, lowercase: true)}}", "metadata": {"{{Marker}}": "{{Tag}}"} {{members}} }""");

    public Task<Answer> NewVaultAsync() => CreateAsync("/v1/vaults", $$"""{"display_name": "antpath-conformance", "metadata": {"{{Marker}}": "{{Tag}}"} }""");

    /// <summary>A session with a budget, of the shared agent and environment unless others are given.</summary>
    public async Task<Answer> NewSessionAsync(string members = "", string? agent = null) => await CreateAsync("/v1/sessions", await SessionBodyAsync(members, agent));

    public async Task<string> SessionBodyAsync(string members = "", string? agent = null) => $$"""
        {"agent": {{agent ?? $$"""{"type": "agent", "id": "{{(await AgentAsync()).Id}}", "version": 1}"""}}, "environment_id": "{{(await EnvironmentAsync()).Id}}",
         "title": "antpath-conformance", "metadata": {"{{Marker}}": "{{Tag}}"},
         "budget": {"type": "limit", "max_list_cost": {"amount": "{{Settings.SessionCents}}", "currency": "USD"} } {{members}} }
        """;

    /// <summary>Posts, expects success and remembers what was made.</summary>
    public async Task<Answer> CreateAsync(string collection, string json)
    {
        Answer answer = (await PostAsync(collection, json)).Expect(200);
        Made.Add(collection, answer.Id);
        return answer;
    }

    public Task<Answer> GetAsync(string path) => SendAsync(Request(HttpMethod.Get, path));

    public Task<Answer> PostAsync(string path, string? json) => SendAsync(Request(HttpMethod.Post, path, json));

    public Task<Answer> DeleteAsync(string path) => SendAsync(Request(HttpMethod.Delete, path));

    /// <summary>A request with all headers in order; a test changes what it is about.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path, string? json = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Settings.ApiKey);
        request.Headers.Add("anthropic-version", "2026-10-21");
        request.Headers.Add("anthropic-beta", ManagedAgents);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return request;
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using HttpResponseMessage response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
            string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            JsonElement body = default;
            if (response.Content.Headers.ContentType?.MediaType == "application/json" && text.Length > 0)
            {
                using JsonDocument document = JsonDocument.Parse(text);
                body = document.RootElement.Clone();
            }
            return new Answer($"{request.Method} {request.RequestUri}", (int)response.StatusCode, body, response.Headers.TryGetValues("request-id", out var ids) ? ids.First() : null);
        }
    }

    /// <summary>An open stream, headers read.</summary>
    public Task<HttpResponseMessage> OpenAsync(string path) =>
        Http.SendAsync(Request(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Antpath.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? Environment.CurrentDirectory;
    }
}
