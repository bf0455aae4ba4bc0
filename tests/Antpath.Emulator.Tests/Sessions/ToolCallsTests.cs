using System.Net;
using System.Text.Json;

namespace Antpath.Emulator.Tests.Sessions;

public sealed class ToolCallsTests : IAsyncLifetime
{
    private const string AutoPolicy = """, "tools": [{"type": "agent_toolset_20260401", "default_config": {"permission_policy": {"type": "auto"}}}]""";

    private EmulatedProvider _provider = null!;

    public async ValueTask InitializeAsync() => _provider = await EmulatedProvider.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task Answering_some_calls_announces_the_rest_again()
    {
        Stage stage = await Stage.SetAsync(_provider);
        string[] waiting = Waiting(await stage.PlayAsync("[[scenario: approval calls=3]]"));
        Assert.Equal(3, waiting.Length);

        await AnswerAsync(stage, (waiting[1], "deny"));
        JsonElement rest = (await stage.EventsAsync("?types%5b%5d=session.status_idle&order=desc&limit=1"))[0];
        Assert.Equal([waiting[0], waiting[2]], Waiting(rest));
        Assert.Equal(HttpStatusCode.BadRequest, (await _provider.PostAsync(stage.Path + "/events", Answers((waiting[1], "allow")))).Status); // answered already
        await AnswerAsync(stage, (waiting[0], "allow"), (waiting[2], "allow"));

        Assert.Equal("end_turn", Stage.StopReason(await stage.UntilAsync("session.status_idle")));
        JsonElement[] results = [.. (await stage.EventsAsync("?types%5b%5d=agent.tool_result")).Where(result => waiting.Contains(result.GetProperty("tool_use_id").GetString()))];
        Assert.Equal([false, true, false], results.OrderBy(result => Array.IndexOf(waiting, result.GetProperty("tool_use_id").GetString())).Select(result => result.GetProperty("is_error").GetBoolean()));
    }

    [Fact]
    public async Task An_interrupt_closes_every_waiting_call()
    {
        Stage stage = await Stage.SetAsync(_provider);
        await stage.PlayAsync("[[scenario: approval calls=3]]");

        await _provider.CreateAsync(stage.Path + "/events", """{"events": [{"type": "user.interrupt"}]}""");

        Assert.Equal("end_turn", Stage.StopReason(await stage.UntilAsync("session.status_idle")));
        Assert.Equal(3, (await stage.EventsAsync("?types%5b%5d=agent.tool_result")).Count(result => result.GetProperty("is_error").GetBoolean()));
    }

    [Theory]
    [InlineData("quick-answer", "allow", null)]
    [InlineData("risky-call", "deny", "high_risk")]
    [InlineData("approval", "ask", "indeterminate")]
    public async Task Under_auto_the_server_judges_each_call(string scenario, string permission, string? reason)
    {
        Stage stage = await Stage.SetAsync(_provider, AutoPolicy);
        JsonElement idle = await stage.PlayAsync($"[[scenario: {scenario}]]");

        JsonElement call = (await stage.EventsAsync("?types%5b%5d=agent.tool_use"))[0];
        JsonElement judged = call.GetProperty("evaluation").GetProperty("evaluated_permission");
        Assert.Equal((permission, permission, "auto"), (call.GetProperty("evaluated_permission").GetString(), judged.GetProperty("type").GetString(), call.GetProperty("evaluation").GetProperty("type").GetString()));
        Assert.Equal(reason, judged.TryGetProperty("reason_code", out JsonElement code) ? code.GetString() : null);
        Assert.Equal(permission == "ask" ? "requires_action" : "end_turn", Stage.StopReason(idle));
    }

    [Fact]
    public async Task A_denied_call_has_an_error_result_and_a_risky_one_passes_where_all_is_allowed()
    {
        Stage auto = await Stage.SetAsync(_provider, AutoPolicy);
        Stage allowing = await Stage.SetAsync(_provider);
        await auto.PlayAsync("[[scenario: risky-call]]");
        await allowing.PlayAsync("[[scenario: risky-call]]");

        Assert.True((await auto.EventsAsync("?types%5b%5d=agent.tool_result"))[0].GetProperty("is_error").GetBoolean());
        Assert.False((await allowing.EventsAsync("?types%5b%5d=agent.tool_result"))[0].GetProperty("is_error").GetBoolean());
    }

    private static string[] Waiting(JsonElement idle) => [.. idle.GetProperty("stop_reason").GetProperty("event_ids").EnumerateArray().Select(id => id.GetString()!)];

    private static string Answers(params (string Call, string Result)[] answers) => $$"""{"events": [{{string.Join(", ",
        answers.Select(answer => $$"""{"type": "user.tool_confirmation", "tool_use_id": "{{answer.Call}}", "result": "{{answer.Result}}"}"""))}}]}""";

    private Task<JsonElement> AnswerAsync(Stage stage, params (string Call, string Result)[] answers) => _provider.CreateAsync(stage.Path + "/events", Answers(answers));
}
