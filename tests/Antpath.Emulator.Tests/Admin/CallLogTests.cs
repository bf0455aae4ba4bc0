using System.Net;
using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Core;
using Antpath.Emulator.Admin;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Admin;

public sealed class CallLogTests : IAsyncLifetime
{
    private const string AnAgent = """{"name": "a", "model": "claude-opus-5-5"}""";

    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Theory]
    [InlineData("drop_after")]
    [InlineData("drop_before")]
    [InlineData("status_after")]
    public async Task A_repeated_call_names_the_one_it_repeats(string kind)
    {
        await PostAsync("faults", $$"""{"kind": "{{kind}}", "method": "POST", "count": 1}""");
        await Record.ExceptionAsync(() => _provider.PostAsync("/v1/agents", AnAgent));
        await _provider.PostAsync("/v1/agents", """{"name": "another", "model": "claude-opus-5-5"}""");
        await _provider.PostAsync("/v1/agents", AnAgent);
        await _provider.PostAsync("/v1/agents", AnAgent); // the one before it went well

        JsonElement[] all = await CallsAsync("calls");
        JsonElement retried = Assert.Single(await CallsAsync("calls?retried=true"));

        Assert.Equal(all[0].GetProperty("request_id").GetString(), retried.GetProperty("retry_of").GetString());
        Assert.Equal(all[2].GetProperty("request_id").GetString(), retried.GetProperty("request_id").GetString());
    }

    [Fact]
    public async Task The_SDKs_own_retries_are_found_as_well()
    {
        await PostAsync("faults", """{"kind": "status_before", "status": 529, "count": 1}""");
        using AnthropicClient retrying = new(new ClientOptions { BaseUrl = _provider.BaseAddress.ToString().TrimEnd('/'), ApiKey = _provider.Key, MaxRetries = 1 });

        await retrying.Beta.Agents.List();

        JsonElement retried = Assert.Single(await CallsAsync("calls?retried=true"));
        Assert.Equal(1, retried.GetProperty("retry_count").GetInt32());
        Assert.StartsWith("csharp ", retried.GetProperty("sdk").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_ring_is_bounded_and_counts_what_fell_out()
    {
        var log = new CallLog();
        for (int i = 0; i < EmulatorLimits.CallsRememberedMax + 5; i++)
            log.Add(new CallRecord(DateTimeOffset.UnixEpoch, "GET", "/v1/agents", $"req_{i}", null, null) { Digest = $"{i}", Status = 500 });
        log.Add(new CallRecord(DateTimeOffset.UnixEpoch, "GET", "/v1/agents", "req_again", null, null) { Digest = "0" }); // 0 has fallen out

        Assert.Equal(EmulatorLimits.CallsRememberedMax, log.All().Count);
        Assert.Equal(EmulatorLimits.CallsRememberedMax + 6, log.Total);
        Assert.Null(log.All()[^1].RetryOf);
    }

    [Fact]
    public async Task What_was_never_cleaned_up_can_be_asked_for_alone()
    {
        Stage stage = await Stage.SetAsync(_provider, sessionMembers: """, "metadata": {"cp_run": "1"}""");
        await _provider.CreateAsync("/v1/vaults", """{"display_name": "left", "metadata": {"cp_run": "2"}}""");
        await _provider.DeleteAsync(stage.Path);
        await _provider.DeleteAsync($"/v1/environments/{stage.EnvironmentId}");
        await _provider.SendAsync(_provider.Request(HttpMethod.Post, $"/v1/agents/{stage.AgentId}/archive"));

        JsonElement left = Assert.Single(await CallsAsync("resources?disposed=false"));
        JsonElement[] gone = await CallsAsync("resources?disposed=true");

        Assert.Equal(("vault", "2", 16), (left.GetProperty("kind").GetString(), left.GetProperty("metadata").GetProperty("cp_run").GetString(), left.GetProperty("key").GetString()!.Length));
        Assert.Equal(["agent", "environment", "session"], gone.Select(row => row.GetProperty("kind").GetString()).Order(StringComparer.Ordinal));
        Assert.All(gone.Where(row => row.GetProperty("state").GetString() == "deleted"), row => Assert.Equal(_provider.Clock.GetUtcNow(), row.GetProperty("deleted_at").GetDateTimeOffset()));
    }

    [Fact]
    public async Task An_unknown_question_is_refused()
    {
        using HttpResponseMessage answer = await _provider.Http.GetAsync(new Uri("/_emulator/calls?retryed=true", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private async Task<JsonElement[]> CallsAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_emulator/" + path);
        return [.. (await _provider.SendAsync(request)).Body.GetProperty("data").EnumerateArray()];
    }

    private async Task PostAsync(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_emulator/" + path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        Assert.Equal(HttpStatusCode.OK, (await _provider.SendAsync(request)).Status);
    }
}
