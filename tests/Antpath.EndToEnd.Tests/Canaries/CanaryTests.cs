using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Antpath.EndToEnd.Tests.Support;
using Antpath.Ids;

namespace Antpath.EndToEnd.Tests.Canaries;

/// <summary>
/// Plants a word in every secret and content field, lets runs succeed, fail, be cancelled and lose their worker while the provider repeats everything it
/// was sent in its errors, and looks for the words: in every column of every table, in everything the processes say, in the metrics and traces that leave
/// them, in what the API answers to the owner and to a stranger. Nowhere may one be, neither while a run lives (the vault's entries are sealed, so that not
/// even there) nor after.
/// Excepted are the owner's e-mail in <c>app_users</c>, and outputs, which hold whatever the agent writes and are kept in storage, which is not searched.
/// </summary>
public sealed class CanaryTests(CanaryStack stack) : IClassFixture<CanaryStack>
{
    /// <summary>The result of a run's last step, as protobuf writes an attribute with its value.</summary>
    private const string LastStep = "antpath.step.result\u0012\u0006\n\u0004over";

    private readonly CanarySet _canaries = new();
    private string _request = "";
    private bool _over;

    [Fact]
    public async Task A_run_that_succeeds_leaves_nothing()
    {
        using var owner = await TenantAsync();
        var run = await SubmitAsync(owner, "quick-answer");
        await UntilAsync(owner, run, view => Phase(view) is "provider_running" or "provider_idle" or "capturing_outputs" or "cleaning_up");
        await FindNothingAsync(owner, run);

        await UntilCleanAsync(owner, run, "succeeded");
        await FollowLinkAsync(owner, run);

        await FindNothingAsync(owner, run);
    }

    [Theory]
    [InlineData("/v1/skills")]
    [InlineData("/v1/files")]
    [InlineData("/v1/vaults/{vault}/credentials")]
    [InlineData("/v1/agents")]
    [InlineData("/v1/sessions")]
    [InlineData("/v1/sessions/{session}/events")]
    public async Task A_run_that_is_refused_with_its_own_words_leaves_nothing(string path)
    {
        using var owner = await TenantAsync();
        await stack.EchoAsync(_canaries, "POST", path, 400, count: 1);
        var run = await SubmitAsync(owner, "quick-answer");

        await UntilCleanAsync(owner, run, "failed");

        await EchoedAsync(path, atLeast: 1);
        await FindNothingAsync(owner, run);
    }

    [Fact]
    public async Task A_key_that_is_refused_with_its_own_text_leaves_nothing()
    {
        using var owner = await TenantAsync();
        await stack.EchoAsync(_canaries, "POST", "/v1/*", 401, count: 1);
        var run = await SubmitAsync(owner, "quick-answer");

        await UntilCleanAsync(owner, run, "failed");

        await EchoedAsync("/v1/*", atLeast: 1);
        await FindNothingAsync(owner, run);
    }

    [Fact]
    public async Task Reads_and_removals_that_fail_with_its_words_leave_nothing()
    {
        using var owner = await TenantAsync();
        await stack.EchoAsync(_canaries, "GET", "/v1/sessions/*", 500, count: 3);
        await stack.EchoAsync(_canaries, "DELETE", "/v1/*", 400, count: 50);
        var run = await SubmitAsync(owner, "quick-answer");

        await UntilAsync(owner, run, view => (string?)view["cleanup"]!["state"] is "failed" or "succeeded" && !(bool)view["secretHeld"]!);

        await EchoedAsync("/v1/*", atLeast: 1);
        Assert.True(await CountAsync("select count(*) from cleanup_attempts where status <> 'succeeded'") > 0, "no removal failed, so nothing was tried");
        await FindNothingAsync(owner, run);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_leaves_nothing()
    {
        using var owner = await TenantAsync();
        var run = await SubmitAsync(owner, "never-ends step=2");
        await UntilAsync(owner, run, view => Phase(view) == "provider_running");
        await stack.EchoAsync(_canaries, "POST", "/v1/sessions/{session}/events", 500, count: 1);
        (await owner.PostAsync($"/v1/runs/{run}/cancel", null, TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();

        await UntilCleanAsync(owner, run, "cancelled");

        await EchoedAsync("/v1/sessions/{session}/events", atLeast: 1);
        await FindNothingAsync(owner, run);
    }

    [Fact]
    public async Task A_run_whose_worker_was_killed_leaves_nothing()
    {
        using var owner = await TenantAsync();
        var run = await SubmitAsync(owner, "long-run duration=20 step=2");
        await UntilAsync(owner, run, view => Phase(view) == "provider_running");

        await stack.CrashWorkerAsync();
        await FindNothingAsync(owner, run);
        await UntilCleanAsync(owner, run, "succeeded");

        await FindNothingAsync(owner, run);
    }

    [Fact]
    public async Task A_submission_that_is_refused_leaves_nothing()
    {
        using var owner = await TenantAsync();
        var wrong = _canaries.Submission("quick-answer");
        wrong["template"]!["agent"]!["model"] = 7;
        wrong["secrets"]!["mcpServers"]![0]!["headers"]!["X-Other"] = _canaries.Plant("header that is refused");

        using var answer = await owner.PostAsJsonAsync("/v1/runs", wrong, TestContext.Current.CancellationToken);
        using var broken = await owner.PostAsync(
            "/v1/runs", new StringContent(wrong.ToJsonString()[..^40], Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, HttpStatusCode.BadRequest), (answer.StatusCode, broken.StatusCode));
        foreach (var said in (HttpResponseMessage[])[answer, broken])
            Assert.Empty(CanarySearch.InText(await said.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), _canaries.Words));
        await FindNothingAsync(owner, null);
    }

    [Fact]
    public async Task The_search_finds_what_is_there()
    {
        SkipOnWindows();
        var word = _canaries.Plant("control");
        foreach (var before in (string[])["", "a", "ab"])
        {
            var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{before}{word} and more"));
            Assert.Equal(["control"], CanarySearch.InText(encoded, _canaries.Words));
        }

        await using var table = stack.Database.CreateCommand($$"""
            create table canary_control (plain text, raw bytea, hex text, packed bytea, words text[], facts jsonb);
            insert into canary_control values ('x {{word}} y', convert_to('{{word}}', 'UTF8'), encode(convert_to('{{word}}', 'UTF8'), 'hex'),
                convert_to(encode(convert_to('{{word}}', 'UTF8'), 'base64'), 'UTF8'), array['{{word}}'], '{"a": ["{{word}}"]}')
            """);
        await table.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var found = await CanarySearch.InDatabaseAsync(stack.Database, _canaries.Words);

        await using var gone = stack.Database.CreateCommand("drop table canary_control");
        await gone.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        Assert.Equal(6, found.Count);
    }

    private static void SkipOnWindows() => Assert.SkipWhen(OperatingSystem.IsWindows(), "starts a PostgreSQL, which Windows is refused");

    private async Task<HttpClient> TenantAsync()
    {
        SkipOnWindows();
        return await stack.NewTenantAsync(_canaries);
    }

    private async Task<string> SubmitAsync(HttpClient owner, string scenario)
    {
        using var answer = await owner.PostAsJsonAsync("/v1/runs", _canaries.Submission(scenario), TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.Accepted, text);
        _request = answer.Headers.GetValues("X-Request-Id").Single();
        Assert.Empty(CanarySearch.InText(text, _canaries.Words));
        return (string)JsonNode.Parse(text)!["id"]!;
    }

    private static string? Phase(JsonNode view) => (string?)view["phase"]!["state"];

    private async Task UntilCleanAsync(HttpClient owner, string run, string status)
    {
        var view = await UntilAsync(owner, run, v => (string?)v["cleanup"]!["state"] is "succeeded" or "failed" && !(bool)v["secretHeld"]!);
        Assert.Equal(status, (string?)view["status"]);
        _over = true;
    }

    private static async Task<JsonNode> UntilAsync(HttpClient owner, string run, Func<JsonNode, bool> right)
    {
        var view = await Eventually.GetAsync(async () => JsonNode.Parse(await owner.GetStringAsync($"/v1/runs/{run}", TestContext.Current.CancellationToken))!, right);
        Assert.True(right(view), view.ToJsonString());
        return view;
    }

    private async Task FollowLinkAsync(HttpClient owner, string run)
    {
        var outputs = JsonNode.Parse(await owner.GetStringAsync($"/v1/runs/{run}/outputs", TestContext.Current.CancellationToken))!;
        var output = (string)outputs["data"]![0]!["id"]!;
        using var made = await owner.PostAsync($"/v1/runs/{run}/outputs/{output}/link", null, TestContext.Current.CancellationToken);
        var url = new Uri((string)JsonNode.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["url"]!);
        _canaries.Add("signed link", url.Query.Split("token=")[1]);
        using var anybody = new HttpClient { BaseAddress = owner.BaseAddress };
        Assert.NotEmpty(await anybody.GetByteArrayAsync(url.PathAndQuery, TestContext.Current.CancellationToken));
        using var spoilt = await anybody.GetAsync(url.PathAndQuery + "x", TestContext.Current.CancellationToken);
        Assert.NotEqual(HttpStatusCode.OK, spoilt.StatusCode);
    }

    private async Task EchoedAsync(string path, int atLeast)
    {
        var faults = JsonNode.Parse(await stack.Emulator.GetStringAsync("/_emulator/faults", TestContext.Current.CancellationToken))!;
        var hits = faults["data"]!.AsArray().Where(f => (string?)f!["key"] == _canaries.KeyFingerprint && (string?)f["path"] == path).Sum(f => (long)f!["hits"]!);
        Assert.True(hits >= atLeast, $"the provider repeated nothing on {path}");
    }

    private async Task FindNothingAsync(HttpClient owner, string? run)
    {
        var hits = (await CanarySearch.InDatabaseAsync(stack.Database, _canaries.Words)).Where(hit => hit != "e-mail in public.app_users: email").ToList();
        var logs = stack.Logs;
        hits.AddRange(CanarySearch.InText(logs, _canaries.Words).Select(field => $"{field} in the logs"));
        if (run is not null)
        {
            hits.AddRange(CanarySearch.InText(await TelemetryAsync(run), _canaries.Words).Select(field => $"{field} in metrics or traces"));
            Assert.Contains("Claimed 1 runs", logs, StringComparison.Ordinal); // the worker's own words, and below the API's: nothing is searched that says nothing
            Assert.Contains(_request, logs, StringComparison.Ordinal);
            using var stranger = await stack.NewTenantAsync(new CanarySet());
            foreach (var path in (string[])["", "/events", "/resources", "/outputs"])
            {
                hits.AddRange(CanarySearch.InText(await ReadAsync(owner, $"/v1/runs/{run}{path}", HttpStatusCode.OK), _canaries.Words).Select(f => $"{f} in {path} for the owner"));
                hits.AddRange(CanarySearch.InText(await ReadAsync(stranger, $"/v1/runs/{run}{path}", HttpStatusCode.NotFound), _canaries.Words).Select(f => $"{f} in {path} for a stranger"));
            }
        }

        hits.AddRange(CanarySearch.InText(await ReadAsync(owner, "/v1/audit", HttpStatusCode.OK), _canaries.Words).Select(f => $"{f} in the audit trail"));
        Assert.Empty(hits);
    }

    /// <summary>Waits for the run's own steps, its last one too when it is over, so that what is searched was there to be told.</summary>
    private async Task<string> TelemetryAsync(string run)
    {
        Assert.True(RunId.TryParse(run, out var id), run);
        var trace = Encoding.Latin1.GetString(id.Value.ToByteArray(bigEndian: true));
        return await stack.TelemetryAsync(
            ["antpath.step.duration", "antpath.provider.call.duration", "http.server.request.duration"],
            body => body.Contains(_request, StringComparison.Ordinal),
            body => body.Contains(trace, StringComparison.Ordinal)
                && body.Contains(run, StringComparison.Ordinal)
                && (!_over || body.Contains(LastStep, StringComparison.Ordinal)));
    }

    private static async Task<string> ReadAsync(HttpClient client, string path, HttpStatusCode expected)
    {
        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(expected, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = stack.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
