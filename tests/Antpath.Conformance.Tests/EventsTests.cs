using System.Text.Json;
using Antpath.Conformance.Tests.Target;

namespace Antpath.Conformance.Tests;

/// <summary>§13: what can be asked of events without starting the model.</summary>
public sealed class EventsTests(ProviderUnderTest provider)
{
    [Fact] // §17.14
    public async Task What_the_log_of_a_fresh_session_holds()
    {
        string path = $"/v1/sessions/{(await provider.NewSessionAsync()).Id}";

        Answer events = (await provider.GetAsync(path + "/events")).Expect(200);

        provider.Differences.Observe("§17.14", "events of a session that was never spoken to", "", string.Join(", ", events.Items.Select(SessionTurns.Type)));
    }

    [Fact] // §13.1
    public async Task One_bad_event_refuses_the_whole_request()
    {
        string path = $"/v1/sessions/{(await provider.NewSessionAsync()).Id}";

        Answer refused = await provider.PostAsync(
            path + "/events", """{"events": [{"type": "user.message", "content": [{"type": "text", "text": "x"}]}, {"type": "user.telepathy"}]}""");

        refused.Expect(400, "invalid_request_error");
        Assert.DoesNotContain((await provider.GetAsync(path + "/events")).Items, logged => SessionTurns.Type(logged) == "user.message");
        Assert.Equal("idle", (await provider.GetAsync(path)).Text("status"));
    }

    [Fact] // §13.1, §12.6
    public async Task An_interrupt_of_an_idle_session_does_nothing()
    {
        string path = $"/v1/sessions/{(await provider.NewSessionAsync()).Id}";

        (await provider.PostAsync(path + "/events", """{"events": [{"type": "user.interrupt"}]}""")).Expect(200);

        Assert.Equal("idle", (await provider.GetAsync(path)).Text("status"));
        int recorded = (await provider.GetAsync(path + "/events")).Items.Count(logged => SessionTurns.Type(logged) == "user.interrupt");
        provider.Differences.Observe("§17.16", "interrupts of an idle session that are recorded", "0", $"{recorded}");
    }

    [Fact] // §13.1
    public async Task A_confirmation_that_nobody_asked_for_is_refused()
    {
        string path = $"/v1/sessions/{(await provider.NewSessionAsync()).Id}";

        (await provider.PostAsync(path + "/events", """{"events": [{"type": "user.tool_confirmation", "tool_use_id": "sevt_unheardof", "result": "allow"}]}""")).Expect(400);
    }

    [Fact] // §14
    public async Task Every_session_has_one_primary_thread()
    {
        string path = $"/v1/sessions/{(await provider.NewSessionAsync()).Id}";

        JsonElement thread = Assert.Single((await provider.GetAsync(path + "/threads")).Expect(200).Items);

        Assert.Equal(JsonValueKind.Null, thread.GetProperty("parent_thread_id").ValueKind);
        Assert.StartsWith("sthr_", thread.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal(404, (await provider.GetAsync($"{path}/threads/{thread.GetProperty("id").GetString()}/events/stream")).Status); // §5: the path trap
    }
}
