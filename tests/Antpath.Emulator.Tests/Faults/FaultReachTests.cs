using System.Net;
using System.Text;
using System.Text.Json;
using Antpath.Emulator.Faults;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Faults;

/// <summary>Faults that reach beyond one answer: the client that left, the edge, streams, settings, single rules.</summary>
public sealed class FaultReachTests : IAsyncLifetime
{
    private const int PollsMax = 500;
    private const string AnAgent = """{"name": "a", "model": "claude-opus-5-5"}""";

    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task A_create_can_take_effect_after_its_client_has_given_up()
    {
        await AddAsync("""{"kind": "late_effect", "method": "POST", "path": "/v1/agents", "delay": {"milliseconds": 60000} }""");
        using var givenUp = new CancellationTokenSource();
        Task<HttpResponseMessage> create = _provider.Http.SendAsync(_provider.Request(HttpMethod.Post, "/v1/agents", AnAgent), givenUp.Token);
        while ((await AdminAsync(HttpMethod.Get, "faults")).Body.GetProperty("data")[0].GetProperty("hits").GetInt32() == 0)
            await Task.Yield();
        await givenUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => create);

        Assert.Empty((await _provider.GetAsync("/v1/agents")).Body.GetProperty("data").EnumerateArray()); // the search finds nothing
        string[] names = [];
        for (int i = 0; i < PollsMax && names.Length == 0; i++)
        {
            _provider.Clock.Advance(TimeSpan.FromSeconds(10));
            names = [.. (await _provider.GetAsync("/v1/agents")).Body.GetProperty("data").EnumerateArray().Select(agent => agent.GetProperty("name").GetString()!)];
        }
        Assert.Equal(["a"], names);
    }

    [Fact]
    public async Task The_edge_answers_without_JSON_and_without_a_request_id()
    {
        await AddAsync("""{"kind": "status_before", "status": 502, "edge": true}""");

        using HttpResponseMessage response = await _provider.Http.SendAsync(_provider.Request(HttpMethod.Get, "/v1/agents"));

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.False(response.Headers.Contains("request-id"));
    }

    [Fact]
    public async Task A_conflict_is_called_as_the_settings_say()
    {
        await AddAsync("""{"kind": "status_before", "status": 409}""");
        Assert.Equal("conflict_error", await TypeAsync());

        await AdminAsync(HttpMethod.Post, "settings", """{"conflictErrorType": "invalid_request_error"}""");
        Assert.Equal("invalid_request_error", await TypeAsync());
    }

    [Fact]
    public async Task One_fault_can_be_lifted_while_the_others_stay()
    {
        string first = Stage.Id(await AddAsync("""{"kind": "status_before", "status": 503, "method": "GET"}"""));
        await AddAsync("""{"kind": "status_before", "status": 529, "method": "POST"}""");
        await _provider.GetAsync("/v1/agents");

        (HttpStatusCode status, JsonElement lifted) = await AdminAsync(HttpMethod.Delete, "faults/" + first);

        Assert.Equal((HttpStatusCode.OK, 1), (status, lifted.GetProperty("hits").GetInt32()));
        Assert.Equal(HttpStatusCode.OK, (await _provider.GetAsync("/v1/agents")).Status);
        Assert.Equal(529, (int)(await _provider.PostAsync("/v1/agents", AnAgent)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AdminAsync(HttpMethod.Delete, "faults/" + first)).Status);
    }

    [Fact]
    public async Task A_reordered_stream_loses_nothing_at_its_end()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await AddAsync("""{"kind": "reorder_events", "path": "/v1/sessions/{session}/events/stream"}""");
        using HttpResponseMessage response = await _provider.Http.SendAsync(_provider.Request(HttpMethod.Get, stage.Path + "/events/stream"), HttpCompletionOption.ResponseHeadersRead);
        await stage.PlayAsync("[[scenario: no-files]]");
        await _provider.CreateAsync(stage.Path, """{"title": "makes the number of frames odd, so that the last one waits for a neighbour"}""");
        string[] listed = await stage.TypesAsync();
        await _provider.DeleteAsync(stage.Path);

        string[] streamed = [.. (await response.Content.ReadAsStringAsync()).Split('\n').Where(line => line.StartsWith("event: ", StringComparison.Ordinal)).Select(line => line[7..])];

        Assert.Equal(listed.Append("user.message").Append("session.deleted").Order(StringComparer.Ordinal), streamed.Where(type => type != "ping").Order(StringComparer.Ordinal));
        Assert.Equal(["session.thread_status_running", "session.status_running"], streamed.Skip(2).Take(2)); // neighbours changed places
    }

    [Fact]
    public async Task A_fault_hits_only_the_key_it_names()
    {
        await _provider.GetAsync("/v1/agents");
        string key = (await AdminAsync(HttpMethod.Get, "calls")).Body.GetProperty("data")[0].GetProperty("key").GetString()!;
        await AddAsync($$"""{"kind": "status_before", "status": 500, "key": "{{key}}"}""");
        using HttpRequestMessage other = _provider.Request(HttpMethod.Get, "/v1/agents");
        other.Headers.Authorization = new("Bearer", EmulatedProvider.KeyNamed("two"));

        Assert.Equal(HttpStatusCode.InternalServerError, (await _provider.GetAsync("/v1/agents")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _provider.SendAsync(other)).Status);
    }

    [Fact]
    public async Task Every_kind_is_accepted_by_the_admin_API_and_by_the_config_file()
    {
        string[] kinds = [.. Enum.GetNames<FaultKind>().Select(FaultRule.WireName)];
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { clockSkew = "-01:00:00", faults = kinds.Select(kind => new { kind, skip = 1_000 }) }));
        EmulatorOptions options = EmulatorSettings.Read(["--config", file]);
        File.Delete(file);
        await using EmulatedProvider configured = await EmulatedProvider.StartAsync(used => (used.Faults, used.ClockSkew) = (options.Faults, options.ClockSkew));

        foreach (string kind in kinds)
            await AddAsync($$"""{"kind": "{{kind}}", "skip": 1000}""");

        using var list = new HttpRequestMessage(HttpMethod.Get, "/_emulator/faults");
        JsonElement inForce = (await configured.SendAsync(list)).Body.GetProperty("data");
        Assert.Equal(kinds, inForce.EnumerateArray().Select(fault => fault.GetProperty("kind").GetString()));
        Assert.Equal(configured.Clock.GetUtcNow().AddHours(-1), (await configured.CreateAsync("/v1/agents", AnAgent)).GetProperty("created_at").GetDateTimeOffset());
    }

    private async Task<string?> TypeAsync() => (await _provider.GetAsync("/v1/agents")).Body.GetProperty("error").GetProperty("type").GetString();

    private async Task<JsonElement> AddAsync(string json)
    {
        (HttpStatusCode status, JsonElement body) = await AdminAsync(HttpMethod.Post, "faults", json);
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        return body;
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> AdminAsync(HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, "/_emulator/" + path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return await _provider.SendAsync(request);
    }
}
