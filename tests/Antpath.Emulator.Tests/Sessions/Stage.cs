using System.Net;
using System.Text.Json;

namespace Antpath.Emulator.Tests.Sessions;

/// <summary>An agent, an environment and a session to test with, and the clock work of a turn.</summary>
public sealed class Stage(EmulatedProvider provider, string agentId, string environmentId, string sessionId)
{
    private const int PollsMax = 2_000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    public string AgentId => agentId;

    public string EnvironmentId => environmentId;

    public string SessionId => sessionId;

    public string Path => $"/v1/sessions/{sessionId}";

    public static async Task<Stage> SetAsync(EmulatedProvider provider, string agentMembers = """, "tools": [{"type": "agent_toolset_20260401"}]""", string sessionMembers = "")
    {
        JsonElement agent = await provider.CreateAsync("/v1/agents", $$"""{"name": "tester", "model": "claude-opus-5-5" {{agentMembers}} }""");
        JsonElement environment = await provider.CreateAsync("/v1/environments", $$"""{"name": "env-of-{{Id(agent)}}", "config": {"type": "cloud"} }""");
        JsonElement session = await provider.CreateAsync("/v1/sessions",
            $$"""{"agent": {"type": "agent", "id": "{{Id(agent)}}", "version": 1}, "environment_id": "{{Id(environment)}}" {{sessionMembers}} }""");
        return new Stage(provider, Id(agent), Id(environment), Id(session));
    }

    public static string Id(JsonElement item) => item.GetProperty("id").GetString()!;

    public Task<(HttpStatusCode Status, JsonElement Body)> SayAsync(string text) =>
        provider.PostAsync(Path + "/events", $$"""{"events": [{"type": "user.message", "content": [{"type": "text", "text": {{JsonSerializer.Serialize(text)}} }]}]}""");

    public async Task<string> StatusAsync() => (await provider.GetAsync(Path)).Body.GetProperty("status").GetString()!;

    public void Pass(double seconds)
    {
        for (double passed = 0; passed < seconds; passed += Tick.TotalSeconds)
            provider.Clock.Advance(Tick);
    }

    /// <summary>Lets time pass until the newest event is of the given type.</summary>
    public async Task<JsonElement> UntilAsync(string type)
    {
        for (int i = 0; i < PollsMax; i++)
        {
            Pass(0.25);
            JsonElement[] events = await EventsAsync("?order=desc&limit=1");
            if (events.Length > 0 && events[^1].GetProperty("type").GetString() == type)
                return events[^1];
        }
        throw new InvalidOperationException($"no {type} after {PollsMax} polls; the log says {string.Join(", ", await TypesAsync())}");
    }

    /// <summary>Sends a message and lets the whole turn and its lags pass.</summary>
    public async Task<JsonElement> PlayAsync(string text)
    {
        (HttpStatusCode status, JsonElement body) = await SayAsync(text);
        Assert.True(status == HttpStatusCode.OK, body.ToString());
        JsonElement last = await UntilAsync("session.status_idle");
        Pass(4);
        return last;
    }

    public async Task<JsonElement[]> EventsAsync(string query = "") =>
        [.. (await provider.GetAsync($"{Path}/events{query}")).Body.GetProperty("data").EnumerateArray()];

    public async Task<string[]> TypesAsync() => [.. (await EventsAsync()).Select(logged => logged.GetProperty("type").GetString()!)];

    public async Task<JsonElement[]> FilesAsync() =>
        [.. (await provider.GetAsync($"/v1/files?scope_id={sessionId}&limit=1000")).Body.GetProperty("data").EnumerateArray()];

    public static string StopReason(JsonElement idle) => idle.GetProperty("stop_reason").GetProperty("type").GetString()!;
}
