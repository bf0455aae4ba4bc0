using System.Net;
using System.Text.Json;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Scenarios;

public sealed class ScenarioTests : IAsyncLifetime
{
    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Theory]
    [InlineData("quick-answer", "end_turn")]
    [InlineData("no-files", "end_turn")]
    [InlineData("long-run duration=10 step=1", "end_turn")]
    [InlineData("many-files count=45", "end_turn")]
    [InlineData("tool-heavy calls=40", "end_turn")]
    [InlineData("reschedules-twice", "end_turn")]
    [InlineData("malformed-listing", "end_turn")]
    [InlineData("refusal category=bio", "refusal")]
    [InlineData("budget-reached", "budget_reached")]
    [InlineData("retries-exhausted", "retries_exhausted")]
    [InlineData("approval", "requires_action")]
    [InlineData("custom-tool", "requires_action")]
    [InlineData("unknown-events", "moon_phase")]
    public async Task Each_scenario_comes_to_its_stop_reason(string scenario, string expected)
    {
        Stage stage = await Stage.SetAsync(_provider);

        Assert.Equal(expected, Stage.StopReason(await stage.PlayAsync($"[[scenario: {scenario}]] please")));
        Assert.Equal("idle", await stage.StatusAsync());
    }

    [Fact]
    public async Task The_same_prompt_leaves_the_same_bytes()
    {
        Stage one = await Stage.SetAsync(_provider);
        Stage two = await Stage.SetAsync(_provider);
        await one.PlayAsync("Compare tables");
        await two.PlayAsync("Compare tables");

        string first = await TextAsync(one, "report.md");
        Assert.Contains("> Compare tables", first, StringComparison.Ordinal);
        Assert.Equal(first, await TextAsync(two, "report.md"));
        Assert.StartsWith("aspect,verdict,score\n", await TextAsync(one, "findings.csv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_message_wins_over_the_session_which_wins_over_the_agent()
    {
        Stage byAgent = await Stage.SetAsync(_provider, """, "metadata": {"emulator_scenario": "refusal"}""");
        Stage bySession = await Stage.SetAsync(_provider, """, "metadata": {"emulator_scenario": "refusal"}""", """, "metadata": {"emulator_scenario": "no-files"}""");

        Assert.Equal("refusal", Stage.StopReason(await byAgent.PlayAsync("go")));
        Assert.Equal("end_turn", Stage.StopReason(await bySession.PlayAsync("go")));
        Assert.Equal("retries_exhausted", Stage.StopReason(await bySession.PlayAsync("[[scenario: retries-exhausted]]")));
    }

    [Fact]
    public async Task An_unknown_scenario_is_refused_with_the_list_of_those_there_are()
    {
        Stage stage = await Stage.SetAsync(_provider);

        (HttpStatusCode status, JsonElement body) = await stage.SayAsync("[[scenario: no-such]]");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("quick-answer", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("allow", false)]
    [InlineData("deny", true)]
    public async Task An_approval_goes_on_after_the_answer(string result, bool failed)
    {
        Stage stage = await Stage.SetAsync(_provider);
        JsonElement idle = await stage.PlayAsync("[[scenario: approval]]");
        string call = idle.GetProperty("stop_reason").GetProperty("event_ids")[0].GetString()!;
        JsonElement asked = (await stage.EventsAsync()).Single(logged => Stage.Id(logged) == call);
        Assert.Equal("ask", asked.GetProperty("evaluated_permission").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await stage.SayAsync("hello?")).Status);

        await _provider.CreateAsync(stage.Path + "/events", $$"""{"events": [{"type": "user.tool_confirmation", "tool_use_id": "{{call}}", "result": "{{result}}"}]}""");

        Assert.Equal("end_turn", Stage.StopReason(await stage.UntilAsync("session.status_idle")));
        JsonElement answer = (await stage.EventsAsync()).Single(logged => logged.TryGetProperty("tool_use_id", out JsonElement id) && id.GetString() == call && !logged.TryGetProperty("result", out _));
        Assert.Equal(failed, answer.GetProperty("is_error").GetBoolean());
    }

    [Fact]
    public async Task A_policy_of_asking_pauses_any_scenario_and_an_interrupt_ends_the_pause()
    {
        Stage stage = await Stage.SetAsync(_provider, """, "tools": [{"type": "agent_toolset_20260401", "default_config": {"permission_policy": {"type": "always_ask"}}}]""");
        Assert.Equal("requires_action", Stage.StopReason(await stage.PlayAsync("go")));

        await _provider.CreateAsync(stage.Path + "/events", """{"events": [{"type": "user.interrupt"}]}""");

        Assert.Equal("end_turn", Stage.StopReason(await stage.UntilAsync("session.status_idle")));
        Assert.Contains("agent.tool_result", await stage.TypesAsync());
    }

    [Fact]
    public async Task A_disabled_tool_is_denied_without_a_pause()
    {
        Stage stage = await Stage.SetAsync(_provider, """, "tools": [{"type": "agent_toolset_20260401", "configs": [{"name": "bash", "enabled": false}]}]""");
        await stage.PlayAsync("go");

        JsonElement denied = (await stage.EventsAsync()).First(logged => logged.TryGetProperty("evaluated_permission", out JsonElement permission) && permission.GetString() == "deny");
        Assert.False(denied.TryGetProperty("evaluation", out _));
    }

    [Fact]
    public async Task A_custom_tool_waits_for_its_result()
    {
        Stage stage = await Stage.SetAsync(_provider);
        JsonElement idle = await stage.PlayAsync("[[scenario: custom-tool]]");
        string call = idle.GetProperty("stop_reason").GetProperty("event_ids")[0].GetString()!;

        JsonElement sent = await _provider.CreateAsync(stage.Path + "/events",
            $$"""{"events": [{"type": "user.custom_tool_result", "custom_tool_use_id": "{{call}}", "content": [{"type": "text", "text": "42"}]}]}""");

        Assert.Equal(JsonValueKind.String, sent.GetProperty("data")[0].GetProperty("processed_at").ValueKind);
        Assert.Equal("end_turn", Stage.StopReason(await stage.UntilAsync("session.status_idle")));
    }

    [Fact]
    public async Task A_parameter_that_cannot_be_read_ends_the_session_and_says_so()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.SayAsync("[[scenario: huge-file size=banana]]");
        await stage.UntilAsync("session.status_terminated");

        JsonElement error = (await stage.EventsAsync("?types%5b%5d=session.error"))[0].GetProperty("error");
        Assert.Contains("size", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminated_session_says_why_and_takes_no_more_events()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.SayAsync("[[scenario: terminated]]");
        await stage.UntilAsync("session.status_terminated");
        stage.Pass(1);

        Assert.Equal("terminated", await stage.StatusAsync());
        JsonElement error = (await stage.EventsAsync("?types%5b%5d=session.error"))[0].GetProperty("error");
        Assert.Equal("terminal", error.GetProperty("retry_status").GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await stage.SayAsync("more")).Status);
        Assert.Equal(HttpStatusCode.OK, (await _provider.DeleteAsync(stage.Path)).Status);
    }

    [Fact]
    public async Task Rescheduling_shows_and_cannot_be_deleted()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.SayAsync("[[scenario: reschedules-twice for=5]]");
        await stage.UntilAsync("session.status_rescheduled");
        stage.Pass(0.3);

        Assert.Equal("rescheduling", await stage.StatusAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.DeleteAsync(stage.Path)).Status);
    }

    [Fact]
    public async Task Late_files_appear_when_their_delay_is_over()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.PlayAsync("[[scenario: files-late delay=30]]");

        Assert.Empty(await stage.FilesAsync());
        _provider.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(3, (await stage.FilesAsync()).Length);
    }

    [Fact]
    public async Task A_huge_file_is_streamed_to_its_last_byte()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.PlayAsync("[[scenario: huge-file size=20MiB]]");
        JsonElement file = Assert.Single(await stage.FilesAsync());

        using HttpResponseMessage response = await _provider.Http.SendAsync(
            _provider.Request(HttpMethod.Get, $"/v1/files/{Stage.Id(file)}/content"), HttpCompletionOption.ResponseHeadersRead);
        await using Stream content = await response.Content.ReadAsStreamAsync();
        long length = 0;
        byte[] buffer = new byte[81_920];
        int read;
        while ((read = await content.ReadAsync(buffer)) > 0)
            length += read;

        Assert.Equal(20L * 1024 * 1024, length);
        Assert.Equal(length, file.GetProperty("size_bytes").GetInt64());
        Assert.Equal(length, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task A_malformed_listing_holds_every_lie()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.PlayAsync("[[scenario: malformed-listing]]");
        JsonElement[] files = await stage.FilesAsync();

        Assert.Equal(10, files.Length);
        Assert.Contains(files, file => !file.TryGetProperty("size_bytes", out _));
        Assert.Equal(2, files.Count(file => file.GetProperty("filename").GetString() == "same-name.txt"));
        JsonElement gone = files.Single(file => file.GetProperty("filename").GetString() == "gone.txt");
        Assert.Equal(HttpStatusCode.NotFound, (await _provider.GetAsync($"/v1/files/{Stage.Id(gone)}/content")).Status);
    }

    [Fact]
    public async Task Files_can_stay_away_for_ever()
    {
        Stage stage = await Stage.SetAsync(_provider);
        Assert.Equal("end_turn", Stage.StopReason(await stage.PlayAsync("[[scenario: files-never]]")));
        _provider.Clock.Advance(TimeSpan.FromDays(30));

        Assert.Empty(await stage.FilesAsync());
    }

    [Theory]
    [InlineData("billing_error", "exhausted", "session.status_idle", null)]
    [InlineData("tool_use_limit_reached_error", "exhausted", "session.status_idle", null)]
    [InlineData("model_request_failed_error", "retrying", "session.status_idle", null)]
    [InlineData("unknown_error", "terminal", "session.status_terminated", null)]
    [InlineData("mcp_connection_failed_error", "retrying", "session.status_idle", "mcp_server_name")]
    [InlineData("credential_host_unreachable_error", "retrying", "session.status_idle", "credential_id")]
    [InlineData("repository_clone_error", "retrying", "session.status_idle", "repository_url")]
    public async Task Any_error_can_be_reported_with_its_members_and_its_end(string type, string retry, string last, string? member)
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.SayAsync($"[[scenario: session-error type={type} retry={retry}]]");
        await stage.UntilAsync(last);

        JsonElement error = Assert.Single(await stage.EventsAsync("?types%5b%5d=session.error")).GetProperty("error");
        Assert.Equal((type, retry), (error.GetProperty("type").GetString(), error.GetProperty("retry_status").GetProperty("type").GetString()));
        Assert.True(member is null || error.TryGetProperty(member, out _));
        if (retry == "exhausted")
            Assert.Equal("retries_exhausted", Stage.StopReason((await stage.EventsAsync("?order=desc&limit=1"))[0]));
    }

    [Fact]
    public async Task A_long_run_compacts_its_context_now_and_then()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.PlayAsync("[[scenario: long-run duration=45 step=1]]");

        Assert.Equal(2, (await stage.TypesAsync()).Count(type => type == "agent.thread_context_compacted"));
    }

    [Theory]
    [InlineData("quick-answer")]
    [InlineData("tool-heavy calls=12")]
    [InlineData("approval calls=2")]
    [InlineData("custom-tool")]
    [InlineData("refusal")]
    [InlineData("retries-exhausted")]
    [InlineData("reschedules-twice")]
    [InlineData("risky-call")]
    [InlineData("budget-reached")]
    [InlineData("session-error type=repository_clone_error")]
    [InlineData("session-error type=credential_host_unreachable_error retry=retrying")]
    [InlineData("long-run duration=25 step=1")]
    public async Task The_SDK_finds_every_event_of_a_scenario_well_formed(string scenario)
    {
        Stage stage = await Stage.SetAsync(_provider, """, "tools": [{"type": "agent_toolset_20260401", "default_config": {"permission_policy": {"type": "auto"}}}]""");
        await stage.PlayAsync($"[[scenario: {scenario}]] go");

        Assert.Equal((await stage.EventsAsync()).Length, (await _provider.Sdk.Beta.Sessions.Events.List(stage.SessionId)).Items.Count);
        await _provider.Sdk.Beta.Sessions.Retrieve(stage.SessionId);
    }

    private async Task<string> TextAsync(Stage stage, string name)
    {
        JsonElement file = (await stage.FilesAsync()).Single(item => item.GetProperty("filename").GetString() == name);
        using HttpResponseMessage response = await _provider.Http.SendAsync(_provider.Request(HttpMethod.Get, $"/v1/files/{Stage.Id(file)}/content"));
        return await response.Content.ReadAsStringAsync();
    }
}
