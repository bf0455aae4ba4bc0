using System.Net;
using System.Text;
using System.Text.Json;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Admin;

public sealed class AdminEndpointsTests : IAsyncLifetime
{
    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task The_report_says_what_was_never_cleaned_up()
    {
        Stage stage = await Stage.SetAsync(_provider, sessionMembers: """, "title": "run 1", "metadata": {"cp_run": "1"}""");
        await stage.PlayAsync("go");
        Assert.Equal((1, 0, 0), Counts(await AdminAsync("resources"), "session"));
        Assert.Equal((3, 0, 0), Counts(await AdminAsync("resources"), "file"));

        await _provider.DeleteAsync(stage.Path);
        await _provider.DeleteAsync($"/v1/environments/{stage.EnvironmentId}");
        await _provider.SendAsync(_provider.Request(HttpMethod.Post, $"/v1/agents/{stage.AgentId}/archive"));

        JsonElement report = await AdminAsync("resources");
        Assert.Equal((0, 1, 0), Counts(report, "agent"));
        Assert.Equal((0, 0, 1), Counts(report, "environment"));
        Assert.Equal((0, 0, 3), Counts(report, "file"));
        Assert.All(report.GetProperty("data").EnumerateArray(), row => Assert.True(row.GetProperty("disposed").GetBoolean(), row.ToString()));
        JsonElement session = report.GetProperty("data").EnumerateArray().Single(row => row.GetProperty("kind").GetString() == "session");
        Assert.Equal(("run 1", "1"), (session.GetProperty("name").GetString(), session.GetProperty("metadata").GetProperty("cp_run").GetString()));
    }

    [Fact]
    public async Task Calls_are_remembered_by_template_with_their_retry_count_and_without_the_key()
    {
        using HttpRequestMessage retried = _provider.Request(HttpMethod.Get, "/v1/agents/agent_none");
        retried.Headers.Add("x-stainless-retry-count", "2");
        await _provider.SendAsync(retried);

        JsonElement calls = await AdminAsync("calls");

        JsonElement call = calls.GetProperty("data").EnumerateArray().Last();
        Assert.Equal(("GET", "/v1/agents/{agent}", 404, 2), (call.GetProperty("method").GetString(), call.GetProperty("path").GetString(),
            call.GetProperty("status").GetInt32(), call.GetProperty("retry_count").GetInt32()));
        Assert.DoesNotContain(_provider.Key, calls.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(16, call.GetProperty("key").GetString()!.Length);
    }

    [Fact]
    public async Task A_key_can_be_revoked_and_restored()
    {
        JsonElement answer = await PostAsync("keys/revoke", $$"""{"key": "{{_provider.Key}}"}""");

        Assert.DoesNotContain(_provider.Key, answer.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _provider.GetAsync("/v1/agents")).Status);
        await PostAsync("keys/revoke", $$"""{"fingerprint": "{{answer.GetProperty("key").GetString()}}", "revoked": false}""");
        Assert.Equal(HttpStatusCode.OK, (await _provider.GetAsync("/v1/agents")).Status);
    }

    [Fact]
    public async Task A_reset_forgets_everything()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.SayAsync("[[scenario: never-ends]]");
        stage.Pass(1);

        await PostAsync("reset", "{}");

        Assert.Equal(HttpStatusCode.NotFound, (await _provider.GetAsync(stage.Path)).Status);
        Assert.Equal((0, 0, 0), Counts(await AdminAsync("resources"), "session"));
    }

    [Fact]
    public async Task A_page_in_a_browser_cannot_use_the_admin_API()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_emulator/reset");
        request.Headers.Add("Origin", "https://evil.example");

        Assert.Equal(HttpStatusCode.Forbidden, (await _provider.SendAsync(request)).Status);
    }

    [Fact]
    public async Task Settings_change_while_running_except_those_of_the_start()
    {
        await PostAsync("settings", """{"listingDelay": "00:00:05", "environmentNamesUnique": false}""");
        await _provider.CreateAsync("/v1/environments", """{"name": "same"}""");
        await _provider.CreateAsync("/v1/environments", """{"name": "same"}""");

        Assert.Empty((await _provider.GetAsync("/v1/environments")).Body.GetProperty("data").EnumerateArray());
        foreach (string wrong in (string[])["{\"port\": 1}", "{\"speed\": 0}", "{\"noSuch\": 1}"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/_emulator/settings") { Content = new StringContent(wrong, Encoding.UTF8, "application/json") };
            Assert.Equal(HttpStatusCode.BadRequest, (await _provider.SendAsync(request)).Status);
        }
    }

    [Fact]
    public async Task Every_scenario_is_listed_with_a_sentence()
    {
        JsonElement[] scenarios = [.. (await AdminAsync("scenarios")).GetProperty("data").EnumerateArray()];

        Assert.Contains(scenarios, scenario => scenario.GetProperty("name").GetString() == "huge-file");
        Assert.All(scenarios, scenario => Assert.EndsWith(".", scenario.GetProperty("summary").GetString(), StringComparison.Ordinal));
    }

    private async Task<JsonElement> AdminAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_emulator/" + path);
        return (await _provider.SendAsync(request)).Body;
    }

    private async Task<JsonElement> PostAsync(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_emulator/" + path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        (HttpStatusCode status, JsonElement body) = await _provider.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, status);
        return body;
    }

    private static (int Live, int Archived, int Deleted) Counts(JsonElement report, string kind)
    {
        JsonElement counts = report.GetProperty("summary").GetProperty(kind);
        return (counts.GetProperty("live").GetInt32(), counts.GetProperty("archived").GetInt32(), counts.GetProperty("deleted").GetInt32());
    }
}
