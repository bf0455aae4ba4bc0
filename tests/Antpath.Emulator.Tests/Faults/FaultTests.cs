using System.Net;
using System.Text.Json;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Faults;

public sealed class FaultTests : IAsyncLifetime
{
    private const string AnAgent = """{"name": "a", "model": "claude-opus-5-5"}""";

    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Theory]
    [InlineData("drop_before", 0)]
    [InlineData("drop_after", 1)]
    [InlineData("reset", 1)]
    [InlineData("truncated_body", 1)]
    [InlineData("wrong_length", 1)]
    public async Task A_cut_connection_leaves_what_its_moment_says(string kind, int created)
    {
        await AddAsync($$"""{"kind": "{{kind}}", "method": "POST", "path": "/v1/agents", "count": 1}""");

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _provider.PostAsync("/v1/agents", AnAgent));

        Assert.Equal(created, (await _provider.GetAsync("/v1/agents")).Body.GetProperty("data").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, (await _provider.PostAsync("/v1/agents", AnAgent)).Status); // counted: only once
    }

    [Theory]
    [InlineData("status_before", 0)]
    [InlineData("status_after", 1)]
    public async Task An_error_status_comes_before_or_after_the_effect(string kind, int created)
    {
        await AddAsync($$"""{"kind": "{{kind}}", "method": "POST", "status": 529, "count": 1}""");

        (HttpStatusCode status, JsonElement body) = await _provider.PostAsync("/v1/agents", AnAgent);

        Assert.Equal((529, "overloaded_error"), ((int)status, body.GetProperty("error").GetProperty("type").GetString()));
        Assert.Equal(created, (await _provider.GetAsync("/v1/agents")).Body.GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("status_before")]
    [InlineData("status_after")]
    public async Task An_error_can_repeat_what_it_was_sent(string kind)
    {
        await AddAsync($$"""{"kind": "{{kind}}", "status": 400, "echo": true}""");

        (HttpStatusCode status, JsonElement body) = await _provider.PostAsync("/v1/agents", """{"name": "said in the request", "model": "claude-opus-5-5"}""");

        string message = body.GetProperty("error").GetProperty("message").GetString()!;
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("said in the request", message, StringComparison.Ordinal);
        Assert.Contains("sk-ant-", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""", "retry_after": 7""", "7")]
    [InlineData("", null)]
    public async Task A_429_comes_with_and_without_retry_after(string member, string? expected)
    {
        await AddAsync($$"""{"kind": "status_before", "status": 429 {{member}} }""");

        using HttpResponseMessage response = await _provider.Http.SendAsync(_provider.Request(HttpMethod.Get, "/v1/agents"));

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(expected, response.Headers.RetryAfter?.ToString());
    }

    [Fact]
    public async Task An_error_can_carry_a_code_and_an_order_not_to_retry()
    {
        await AddAsync("""{"kind": "status_before", "status": 429, "error_code": "enforced_spend_limit_reached", "should_retry": false}""");

        using HttpResponseMessage response = await _provider.Http.SendAsync(_provider.Request(HttpMethod.Get, "/v1/agents"));

        Assert.Equal("false", response.Headers.GetValues("x-should-retry").Single());
        Assert.Contains("enforced_spend_limit_reached", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_match_method_template_and_key_and_spare_what_they_are_told_to()
    {
        await AddAsync("""{"kind": "status_before", "status": 503, "method": "GET", "path": "/v1/agents/*", "skip": 1}""");
        string id = Stage.Id(await _provider.CreateAsync("/v1/agents", AnAgent));

        Assert.Equal(HttpStatusCode.OK, (await _provider.GetAsync("/v1/agents")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _provider.GetAsync($"/v1/agents/{id}")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await _provider.GetAsync($"/v1/agents/{id}")).Status);
        using HttpRequestMessage clear = new(HttpMethod.Delete, "/_emulator/faults");
        await _provider.SendAsync(clear);
        Assert.Equal(HttpStatusCode.OK, (await _provider.GetAsync($"/v1/agents/{id}")).Status);
    }

    [Fact]
    public async Task A_probability_with_a_seed_hits_the_same_calls_every_time()
    {
        async Task<string> PatternAsync()
        {
            await using EmulatedProvider fresh = await EmulatedProvider.StartAsync();
            await PostAsync(fresh, """{"kind": "status_before", "status": 500, "probability": 0.5, "seed": 11}""");
            string pattern = "";
            for (int i = 0; i < 20; i++)
                pattern += (await fresh.GetAsync("/v1/agents")).Status == HttpStatusCode.OK ? '.' : 'x';
            return pattern;
        }

        string first = await PatternAsync();
        Assert.Contains('x', first);
        Assert.Contains('.', first);
        Assert.Equal(first, await PatternAsync());
    }

    [Fact]
    public async Task Lists_can_start_with_an_empty_page_repeat_their_cursor_and_double_events()
    {
        for (int i = 0; i < 3; i++)
            await _provider.CreateAsync("/v1/agents", AnAgent);
        await AddAsync("""{"kind": "empty_page", "path": "/v1/agents", "count": 1}""");
        JsonElement empty = (await _provider.GetAsync("/v1/agents?limit=2")).Body;
        Assert.Equal(0, empty.GetProperty("data").GetArrayLength());
        JsonElement first = (await _provider.GetAsync($"/v1/agents?limit=2&page={empty.GetProperty("next_page").GetString()}")).Body;
        Assert.Equal(2, first.GetProperty("data").GetArrayLength());

        await AddAsync("""{"kind": "repeated_cursor", "path": "/v1/agents", "count": 1}""");
        string cursor = first.GetProperty("next_page").GetString()!;
        Assert.Equal(cursor, (await _provider.GetAsync($"/v1/agents?limit=2&page={cursor}")).Body.GetProperty("next_page").GetString());

        Stage stage = await Stage.SetAsync(_provider);
        await stage.PlayAsync("[[scenario: no-files]]");
        int plain = (await stage.EventsAsync()).Length;
        await AddAsync("""{"kind": "duplicate_events", "path": "/v1/sessions/{session}/events", "count": 1}""");
        Assert.Equal(plain * 2, (await stage.EventsAsync()).Length);
        await AddAsync("""{"kind": "reorder_events", "path": "/v1/sessions/{session}/events", "count": 1}""");
        Assert.Equal("session.status_running", Type((await stage.EventsAsync())[0]));
    }

    [Fact]
    public async Task A_scope_can_be_ignored_and_a_delete_can_answer_without_a_body()
    {
        Stage one = await Stage.SetAsync(_provider);
        Stage two = await Stage.SetAsync(_provider);
        await one.PlayAsync("go");
        await AddAsync("""{"kind": "scope_ignored", "count": 1}""");
        await AddAsync("""{"kind": "no_content", "method": "DELETE", "count": 1}""");

        Assert.NotEmpty(await two.FilesAsync());
        Assert.Empty(await two.FilesAsync());
        Assert.Equal(HttpStatusCode.NoContent, (await _provider.DeleteAsync(two.Path)).Status);
    }

    [Fact]
    public async Task Latency_waits_on_the_emulators_clock()
    {
        await AddAsync("""{"kind": "latency", "count": 1, "delay": {"distribution": "uniform", "milliseconds": 5000, "max_milliseconds": 6000} }""");

        Task<(HttpStatusCode Status, JsonElement Body)> call = _provider.GetAsync("/v1/agents");
        while (!call.IsCompleted)
        {
            _provider.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(HttpStatusCode.OK, (await call).Status);
    }

    [Fact]
    public async Task The_providers_clock_can_be_wrong()
    {
        await PostAsync(_provider, """{"skew_seconds": 3600}""", "/_emulator/clock");

        JsonElement agent = await _provider.CreateAsync("/v1/agents", AnAgent);

        Assert.Equal(_provider.Clock.GetUtcNow().AddHours(1), agent.GetProperty("created_at").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("""{"kind": "earthquake"}""")]
    [InlineData("""{"kind": "drop_before", "probability": 2}""")]
    [InlineData("""{"kind": "drop_before", "when": "now"}""")]
    public async Task A_fault_that_cannot_be_is_refused(string json) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(_provider, json)).Status);

    private async Task AddAsync(string json) => Assert.Equal(HttpStatusCode.OK, (await PostAsync(_provider, json)).Status);

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(EmulatedProvider provider, string json, string path = "/_emulator/faults")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        return await provider.SendAsync(request);
    }

    private static string Type(JsonElement logged) => logged.GetProperty("type").GetString()!;
}
