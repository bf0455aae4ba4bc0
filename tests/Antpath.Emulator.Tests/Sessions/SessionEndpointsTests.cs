using System.Net;
using System.Text.Json;

namespace Antpath.Emulator.Tests.Sessions;

public sealed class SessionEndpointsTests : IAsyncLifetime
{
    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task The_stored_status_follows_the_events_after_a_gap()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.SayAsync("go");
        Assert.Equal("idle", await stage.StatusAsync()); // queued, not taken

        stage.Pass(0.1);
        Assert.Contains("session.status_running", await stage.TypesAsync());
        Assert.Equal("idle", await stage.StatusAsync()); // running in the log only
        stage.Pass(0.3);
        Assert.Equal("running", await stage.StatusAsync());
    }

    [Fact]
    public async Task A_session_cannot_be_archived_or_deleted_while_running_and_not_at_once_after_idle()
    {
        await using EmulatedProvider lagging = await EmulatedProvider.StartAsync(options => options.StatusLag = TimeSpan.FromSeconds(5));
        Stage stage = await Stage.SetAsync(lagging);
        await stage.SayAsync("go");
        Assert.Equal(HttpStatusCode.BadRequest, (await lagging.DeleteAsync(stage.Path)).Status); // queued work counts
        while (!(await stage.TypesAsync()).Contains("session.status_idle"))
            stage.Pass(0.05);

        Assert.Equal(HttpStatusCode.BadRequest, (await lagging.DeleteAsync(stage.Path)).Status); // idle is announced, not stored
        stage.Pass(10);
        Assert.Equal(HttpStatusCode.OK, (await lagging.DeleteAsync(stage.Path)).Status);
    }

    [Fact]
    public async Task A_running_session_refuses_archive_and_delete()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.SayAsync("[[scenario: never-ends]]");
        stage.Pass(1);

        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.DeleteAsync(stage.Path)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.SendAsync(_provider.Request(HttpMethod.Post, stage.Path + "/archive"))).Status);
    }

    [Fact]
    public async Task Deleting_takes_events_and_produced_files_along()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.PlayAsync("go");
        string file = Stage.Id((await stage.FilesAsync())[0]);

        (HttpStatusCode status, JsonElement body) = await _provider.DeleteAsync(stage.Path);

        Assert.Equal((HttpStatusCode.OK, "session_deleted"), (status, body.GetProperty("type").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await _provider.GetAsync(stage.Path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _provider.GetAsync($"/v1/files/{file}/content")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _provider.DeleteAsync(stage.Path)).Status);
    }

    [Fact]
    public async Task An_archived_session_is_terminated_keeps_its_history_and_refuses_events()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.PlayAsync("go");
        await _provider.SendAsync(_provider.Request(HttpMethod.Post, stage.Path + "/archive"));

        Assert.Equal("terminated", await stage.StatusAsync());
        Assert.Contains("agent.message", await stage.TypesAsync());
        Assert.Equal(HttpStatusCode.Conflict, (await stage.SayAsync("more")).Status);
        Assert.Empty((await _provider.GetAsync("/v1/sessions")).Body.GetProperty("data").EnumerateArray());
        Assert.NotEmpty(await stage.FilesAsync());
    }

    [Fact]
    public async Task Initial_events_start_the_session_as_running()
    {
        Stage stage = await Stage.SetAsync(_provider, sessionMembers: """, "initial_events": [{"type": "user.message", "content": [{"type": "text", "text": "go"}]}]""");

        Assert.Equal("running", await stage.StatusAsync());
        await stage.UntilAsync("session.status_idle");
    }

    [Fact]
    public async Task Overrides_replace_whole_lists_and_leave_the_agent_alone()
    {
        Stage stage = await Stage.SetAsync(_provider);
        JsonElement session = await _provider.CreateAsync("/v1/sessions", $$"""
            {"agent": {"type": "agent_with_overrides", "id": "{{stage.AgentId}}", "system": "other", "tools": [{"type": "agent_toolset_20260401", "default_config": {"enabled": false} }]},
             "environment_id": "{{stage.EnvironmentId}}"}
            """);

        JsonElement agent = session.GetProperty("agent");
        Assert.Equal(("other", 1), (agent.GetProperty("system").GetString(), agent.GetProperty("version").GetInt32()));
        Assert.False(agent.GetProperty("tools")[0].GetProperty("default_config").GetProperty("enabled").GetBoolean());
        Assert.Equal(JsonValueKind.Null, (await _provider.GetAsync($"/v1/agents/{stage.AgentId}")).Body.GetProperty("system").ValueKind);
    }

    [Theory]
    [InlineData("agent_none", null, HttpStatusCode.NotFound)]
    [InlineData(null, "env_none", HttpStatusCode.NotFound)]
    public async Task Missing_references_are_refused(string? agent, string? environment, HttpStatusCode expected)
    {
        Stage stage = await Stage.SetAsync(_provider);

        Assert.Equal(expected, (await _provider.PostAsync("/v1/sessions",
            $$"""{"agent": "{{agent ?? stage.AgentId}}", "environment_id": "{{environment ?? stage.EnvironmentId}}"}""")).Status);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("05")]
    [InlineData("1.5")]
    public async Task A_budget_is_whole_cents_above_zero(string amount)
    {
        Stage stage = await Stage.SetAsync(_provider);

        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.PostAsync("/v1/sessions", $$"""
            {"agent": "{{stage.AgentId}}", "environment_id": "{{stage.EnvironmentId}}", "budget": {"type": "limit", "max_list_cost": {"amount": "{{amount}}", "currency": "USD"} } }
            """)).Status);
    }

    [Fact]
    public async Task A_budget_pauses_the_session_until_it_is_raised()
    {
        Stage stage = await Stage.SetAsync(_provider, sessionMembers: """, "budget": {"type": "limit", "max_list_cost": {"amount": "1", "currency": "USD"}}""");
        await stage.SayAsync("[[scenario: tool-heavy calls=200]]");
        JsonElement idle = await stage.UntilAsync("session.status_idle");
        stage.Pass(1);

        Assert.Equal("budget_reached", Stage.StopReason(idle));
        Assert.Equal(HttpStatusCode.BadRequest, (await stage.SayAsync("more")).Status);
        Assert.Equal("budget_not_raised", Code((await _provider.PostAsync(stage.Path, Budget("1"))).Body));
        Assert.Equal(HttpStatusCode.OK, (await _provider.PostAsync(stage.Path, Budget("500"))).Status);
        await stage.UntilAsync("session.status_idle");
        Assert.Equal(2, (await stage.TypesAsync()).Count(type => type == "session.status_running"));
        Assert.Contains("session.updated", await stage.TypesAsync());
    }

    [Fact]
    public async Task A_budget_cannot_be_added_later_and_vaults_cannot_change()
    {
        Stage stage = await Stage.SetAsync(_provider);

        Assert.Equal("budget_create_only", Code((await _provider.PostAsync(stage.Path, Budget("5"))).Body));
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.PostAsync(stage.Path, """{"vault_ids": []}""")).Status);
        JsonElement updated = await _provider.CreateAsync(stage.Path, """{"title": "t", "metadata": {"a": "1"}}""");
        Assert.Equal("t", updated.GetProperty("title").GetString());
    }

    [Fact]
    public async Task The_list_filters_by_agent_and_status()
    {
        Stage one = await Stage.SetAsync(_provider);
        Stage two = await Stage.SetAsync(_provider);
        await two.SayAsync("[[scenario: never-ends]]");
        two.Pass(1);

        Assert.Equal([one.SessionId], await IdsAsync($"?agent_id={one.AgentId}&agent_version=1"));
        Assert.Equal([two.SessionId], await IdsAsync("?statuses%5b%5d=running"));
        Assert.Equal([one.SessionId, two.SessionId], await IdsAsync("?order=asc"));
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.GetAsync("/v1/sessions?agent_version=1")).Status);
    }

    [Fact]
    public async Task Archiving_is_refused_while_rescheduling_as_well()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.SayAsync("[[scenario: reschedules-twice for=5]]");
        await stage.UntilAsync("session.status_rescheduled");

        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.SendAsync(_provider.Request(HttpMethod.Post, stage.Path + "/archive"))).Status);
    }

    [Fact]
    public async Task A_session_that_waits_for_approval_is_idle_and_can_be_deleted()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.PlayAsync("[[scenario: approval]]");

        Assert.Equal("idle", await stage.StatusAsync());
        Assert.Equal(HttpStatusCode.OK, (await _provider.DeleteAsync(stage.Path)).Status);
    }

    [Fact]
    public async Task An_update_tells_what_changed_and_says_nothing_when_nothing_did()
    {
        Stage stage = await Stage.SetAsync(_provider, sessionMembers: """, "title": "t", "metadata": {"a": "1"}""");
        await _provider.CreateAsync(stage.Path, """{"title": "t", "metadata": {"a": "1"}}""");
        Assert.Empty(await stage.EventsAsync());

        await _provider.CreateAsync(stage.Path, """{"metadata": {"a": null, "b": "2"}, "agent": {"tools": []}}""");

        JsonElement updated = Assert.Single(await stage.EventsAsync());
        Assert.Equal("session.updated", updated.GetProperty("type").GetString());
        Assert.Equal("""{"b":"2"}""", updated.GetProperty("metadata").GetRawText());
        Assert.Equal(0, updated.GetProperty("agent").GetProperty("tools").GetArrayLength());
        Assert.False(updated.TryGetProperty("title", out _));
    }

    [Fact]
    public async Task The_agent_can_only_be_changed_while_idle_and_only_in_its_two_lists()
    {
        Stage stage = await Stage.SetAsync(_provider);
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.PostAsync(stage.Path, """{"agent": {"system": "s"}}""")).Status);
        await stage.SayAsync("[[scenario: never-ends]]");
        stage.Pass(1);

        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.PostAsync(stage.Path, """{"agent": {"tools": []}}""")).Status);
    }

    [Fact]
    public async Task A_removed_budget_cannot_come_back()
    {
        Stage stage = await Stage.SetAsync(_provider, sessionMembers: """, "budget": {"type": "limit", "max_list_cost": {"amount": "100", "currency": "USD"}}""");
        JsonElement removed = await _provider.CreateAsync(stage.Path, """{"budget": null}""");

        Assert.Equal(JsonValueKind.Null, removed.GetProperty("budget").ValueKind);
        Assert.Equal("budget_create_only", Code((await _provider.PostAsync(stage.Path, Budget("500"))).Body));
    }

    [Fact]
    public async Task A_terminated_session_takes_no_more_resources()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.SayAsync("[[scenario: terminated]]");
        await stage.UntilAsync("session.status_terminated");

        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.PostAsync(stage.Path + "/resources", """{"type": "file", "file_id": "file_x"}""")).Status);
    }

    private async Task<string[]> IdsAsync(string query) =>
        [.. (await _provider.GetAsync("/v1/sessions" + query)).Body.GetProperty("data").EnumerateArray().Select(Stage.Id)];

    private static string Budget(string amount) => $$"""{"budget": {"type": "limit", "max_list_cost": {"amount": "{{amount}}", "currency": "USD"} } }""";

    private static string? Code(JsonElement body) => body.GetProperty("error").GetProperty("details").GetProperty("error_code").GetString();
}
