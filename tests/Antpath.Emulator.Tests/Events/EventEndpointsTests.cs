using System.Net;
using System.Text.Json;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Events;

public sealed class EventEndpointsTests : IAsyncLifetime
{
    private EmulatedProvider _provider = null!;
    private Stage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await EmulatedProvider.StartAsync();
        _stage = await Stage.SetAsync(_provider);
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task A_turn_follows_the_documented_order()
    {
        await _stage.PlayAsync("[[scenario: no-files]] hello");

        Assert.Equal(
            ["user.message", "session.status_running", "session.thread_status_running", "span.model_request_start", "agent.thinking", "agent.message",
             "span.model_request_end", "session.thread_status_idle", "session.usage", "session.status_idle"],
            await _stage.TypesAsync());
    }

    [Fact]
    public async Task A_sent_event_is_queued_first_and_keeps_its_id_when_processed()
    {
        JsonElement sent = (await _stage.SayAsync("go")).Body.GetProperty("data")[0];
        JsonElement queued = Assert.Single(await _stage.EventsAsync());

        Assert.Equal(JsonValueKind.Null, sent.GetProperty("processed_at").ValueKind);
        Assert.Equal((Stage.Id(sent), JsonValueKind.Null), (Stage.Id(queued), queued.GetProperty("processed_at").ValueKind));
        _stage.Pass(0.2);
        JsonElement processed = (await _stage.EventsAsync())[0];
        Assert.Equal((Stage.Id(sent), JsonValueKind.String), (Stage.Id(processed), processed.GetProperty("processed_at").ValueKind));
    }

    [Fact]
    public async Task A_message_sent_while_running_waits_and_starts_a_second_turn()
    {
        await _stage.SayAsync("[[scenario: no-files]] first");
        _stage.Pass(0.2);
        await _stage.SayAsync("[[scenario: no-files]] second");
        Assert.Equal("user.message", (await _stage.EventsAsync())[^1].GetProperty("type").GetString()); // queued: last, without a timestamp
        await _stage.UntilAsync("session.status_idle");
        _stage.Pass(3);

        string[] types = await _stage.TypesAsync();
        Assert.Equal(2, types.Count(type => type == "session.status_running"));
        Assert.Equal(2, types.Count(type => type == "session.status_idle"));
    }

    [Fact]
    public async Task The_newest_stop_reason_takes_one_call()
    {
        await _stage.PlayAsync("go");

        JsonElement newest = Assert.Single(await _stage.EventsAsync("?types%5b%5d=session.status_idle&order=desc&limit=1"));

        Assert.Equal("end_turn", Stage.StopReason(newest));
        Assert.Equal(JsonValueKind.Null, newest.GetProperty("stop_details").ValueKind);
    }

    [Fact]
    public async Task Polling_from_a_timestamp_gives_the_rest()
    {
        await _stage.PlayAsync("go");
        JsonElement[] all = await _stage.EventsAsync();
        string from = all[5].GetProperty("processed_at").GetString()!;

        JsonElement[] rest = await _stage.EventsAsync($"?created_at%5bgte%5d={Uri.EscapeDataString(from)}");

        Assert.Equal(all.Where(logged => string.CompareOrdinal(logged.GetProperty("processed_at").GetString(), from) >= 0).Select(Stage.Id), rest.Select(Stage.Id));
    }

    [Fact]
    public async Task The_whole_request_is_refused_when_one_event_is()
    {
        (HttpStatusCode status, _) = await _provider.PostAsync(_stage.Path + "/events", """
            {"events": [{"type": "user.message", "content": [{"type": "text", "text": "good"}]}, {"type": "user.message", "content": [{"type": "redacted"}]}]}
            """);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Empty(await _stage.EventsAsync());
    }

    [Theory]
    [InlineData("""{"events": []}""")]
    [InlineData("""{"events": [{"type": "user.message", "content": []}]}""")]
    [InlineData("""{"events": [{"type": "agent.message", "content": [{"type": "text", "text": "x"}]}]}""")]
    [InlineData("""{"events": [{"type": "user.tool_confirmation", "tool_use_id": "sevt_x", "result": "allow"}]}""")]
    [InlineData("""{"events": [{"type": "user.tool_result", "tool_use_id": "sevt_x"}]}""")]
    [InlineData("""{"events": [{"type": "system.message", "content": [{"type": "text", "text": "x"}]}]}""")]
    [InlineData("""{"events": [{"type": "user.interrupt", "session_thread_id": "sthr_other"}]}""")]
    [InlineData("""{"events": [{"type": "user.message", "id": "mine", "content": [{"type": "text", "text": "x"}]}]}""")]
    [InlineData("""{"events": [{"type": "user.interrupt"}, {"type": "system.message", "content": [{"type": "text", "text": "x"}]}]}""")]
    [InlineData("""{"events": [{"type": "user.message", "content": [{"type": "text", "text": "x"}]}, {"type": "system.message", "content": [{"type": "image", "source": {"type": "url", "url": "https://x.example"}}]}]}""")]
    [InlineData("""{"events": [{"type": "user.message", "content": [{"type": "text", "text": "x"}]}, {"type": "system.message", "content": [{"type": "text", "text": "x"}]}, {"type": "user.message", "content": [{"type": "text", "text": "x"}]}]}""")]
    [InlineData("""{"events": [{"type": "user.message", "content": [{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "no base64!"}}]}]}""")]
    [InlineData("""{"events": [{"type": "user.message", "content": [{"type": "image", "source": {"type": "base64", "media_type": "image/tiff", "data": "AAAA"}}]}]}""")]
    [InlineData("""{"events": [{"type": "user.message", "content": [{"type": "document", "source": {"type": "file", "file_id": "file_none"}}]}]}""")]
    [InlineData("""{"events": [{"type": "user.define_outcome", "description": "d", "rubric": {"type": "file", "file_id": "file_none"}}]}""")]
    [InlineData("""{"events": [{"type": "user.define_outcome", "description": "d", "rubric": {"type": "text", "content": "c"}, "max_iterations": 21}]}""")]
    public async Task Events_that_cannot_be_sent_are_refused(string json) =>
        Assert.Contains((await _provider.PostAsync(_stage.Path + "/events", json)).Status, (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.NotFound]);

    [Theory]
    [InlineData("""{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AAAA"}}""")]
    [InlineData("""{"type": "image", "source": {"type": "url", "url": "https://x.example/a.png"}}""")]
    [InlineData("""{"type": "document", "title": "t", "context": "c", "source": {"type": "text", "media_type": "text/plain", "data": "words"}}""")]
    [InlineData("""{"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "AAAA"}}""")]
    public async Task Every_kind_of_block_can_be_sent_and_comes_back_as_it_was(string block)
    {
        JsonElement sent = await _provider.CreateAsync(_stage.Path + "/events", $$"""{"events": [{"type": "user.message", "content": [{{block}}]}]}""");

        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(block).RootElement, sent.GetProperty("data")[0].GetProperty("content")[0]));
    }

    [Fact]
    public async Task A_model_that_takes_no_system_message_says_so_by_its_code()
    {
        JsonElement session = await _provider.CreateAsync("/v1/sessions", $$"""
            {"agent": {"type": "agent_with_overrides", "id": "{{_stage.AgentId}}", "model": "claude-sonnet-4-5"}, "environment_id": "{{_stage.EnvironmentId}}"}
            """);
        var old = new Stage(_provider, _stage.AgentId, _stage.EnvironmentId, Stage.Id(session));

        (_, JsonElement body) = await _provider.PostAsync(old.Path + "/events", """
            {"events": [{"type": "user.message", "content": [{"type": "text", "text": "x"}]}, {"type": "system.message", "content": [{"type": "text", "text": "be brief"}]}]}
            """);

        Assert.Equal("model_does_not_support_mid_conversation_system", body.GetProperty("error").GetProperty("details").GetProperty("error_code").GetString());
        Assert.Empty(await old.EventsAsync());
    }

    [Fact]
    public async Task The_echo_of_an_interrupt_can_be_without_an_id()
    {
        using var settings = new HttpRequestMessage(HttpMethod.Post, "/_emulator/settings")
        {
            Content = new StringContent("""{"interruptIdEmpty": true}""", System.Text.Encoding.UTF8, "application/json"),
        };
        await _provider.SendAsync(settings);
        await _stage.SayAsync("[[scenario: never-ends]]");
        _stage.Pass(1);

        JsonElement echo = await _provider.CreateAsync(_stage.Path + "/events", """{"events": [{"type": "user.interrupt"}]}""");
        await _stage.UntilAsync("session.status_idle");

        Assert.Equal("", Stage.Id(echo.GetProperty("data")[0]));
        Assert.NotEqual("", Stage.Id((await _stage.EventsAsync("?types%5b%5d=user.interrupt"))[0]));
    }

    [Fact]
    public async Task An_interrupt_ends_the_turn_with_end_turn_and_fails_open_calls()
    {
        await _stage.SayAsync("[[scenario: never-ends step=0.1]]");
        while ((await _stage.TypesAsync())[^1] != "agent.tool_use")
            _stage.Pass(0.05);
        await _provider.PostAsync(_stage.Path + "/events", """{"events": [{"type": "user.interrupt"}]}""");
        JsonElement idle = await _stage.UntilAsync("session.status_idle");

        Assert.Equal("end_turn", Stage.StopReason(idle));
        Assert.Contains("user.interrupt", await _stage.TypesAsync());
        JsonElement[] events = await _stage.EventsAsync();
        Assert.Equal(events.Count(logged => Type(logged) == "agent.tool_use"), events.Count(logged => Type(logged) == "agent.tool_result"));
        Assert.Equal(events.Count(logged => Type(logged) == "span.model_request_start"), events.Count(logged => Type(logged) == "span.model_request_end"));
    }

    [Fact]
    public async Task An_interrupt_while_idle_does_nothing_and_is_not_recorded()
    {
        (HttpStatusCode status, JsonElement body) = await _provider.PostAsync(_stage.Path + "/events", """{"events": [{"type": "user.interrupt"}]}""");
        _stage.Pass(2);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("", Stage.Id(body.GetProperty("data")[0]));
        Assert.Empty(await _stage.EventsAsync());
    }

    [Fact]
    public async Task A_system_message_is_taken_with_the_message_before_it()
    {
        await _provider.CreateAsync(_stage.Path + "/events", """
            {"events": [{"type": "user.message", "content": [{"type": "text", "text": "[[scenario: no-files]]"}]}, {"type": "system.message", "content": [{"type": "text", "text": "be brief"}]}]}
            """);
        await _stage.UntilAsync("session.status_idle");

        Assert.Equal(["user.message", "system.message", "session.status_running"], (await _stage.TypesAsync()).Take(3));
    }

    [Fact]
    public async Task An_outcome_starts_work_and_is_judged()
    {
        await _provider.CreateAsync(_stage.Path + "/events",
            """{"events": [{"type": "user.define_outcome", "description": "a report", "rubric": {"type": "text", "content": "has a title"}}]}""");
        await _stage.UntilAsync("session.status_idle");

        JsonElement session = (await _provider.GetAsync(_stage.Path)).Body;
        Assert.Equal("satisfied", session.GetProperty("outcome_evaluations")[0].GetProperty("result").GetString());
        Assert.Contains("span.outcome_evaluation_end", await _stage.TypesAsync());
    }

    private static string Type(JsonElement logged) => logged.GetProperty("type").GetString()!;
}
