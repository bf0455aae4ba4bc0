using System.Text.Json;
using Antpath.Conformance.Tests.Target;

namespace Antpath.Conformance.Tests;

/// <summary>§11.3 to §13 and §16: what a turn looks like. Each test spends one session's budget at most, and is skipped when the cap is reached.</summary>
public sealed class TurnsTests(ProviderUnderTest provider)
{
    private const string Short = "Answer with the single word ready. Use no tools. [[scenario: no-files]]";

    // The emulator plays the scenario; a model is kept busy by the words.
    private const string Long = "Run `sleep 5` with bash twenty times, one call after the other. [[scenario: long-run duration=600 step=10]]";

    [Fact] // §13.3, §16.4
    [Trait("Category", "Live")]
    public async Task A_turn_goes_from_running_to_idle_in_the_documented_order()
    {
        string session = (await provider.NewSessionAsync()).Id;

        IReadOnlyList<JsonElement> events = await provider.PlayAsync(session, Short);

        string[] types = [.. events.Select(SessionTurns.Type)];
        Assert.Equal(["session.usage", "session.status_idle"], types[^2..]);
        Assert.Equal("end_turn", events[^1].GetProperty("stop_reason").GetProperty("type").GetString());
        string[] inOrder = ["session.status_running", "session.thread_status_running", "span.model_request_start", "agent.message", "span.model_request_end", "session.thread_status_idle", "session.usage"];
        Assert.Equal(inOrder, inOrder.OrderBy(type => Array.IndexOf(types, type)));
        Assert.All(inOrder, type => Assert.Contains(type, types));
        Assert.Equal(events.Count, events.Select(e => e.GetProperty("id").GetString()).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(JsonValueKind.Object, (await provider.GetAsync($"/v1/sessions/{session}"))["usage"].ValueKind);
        Assert.False((await provider.GetAsync($"/v1/sessions/{session}")).Body.TryGetProperty("stop_reason", out _)); // §12.2
    }

    [Fact] // §13.2
    [Trait("Category", "Live")]
    public async Task Types_order_and_time_narrow_the_log()
    {
        string session = (await provider.NewSessionAsync()).Id;
        IReadOnlyList<JsonElement> events = await provider.PlayAsync(session, Short);
        string path = $"/v1/sessions/{session}/events";

        JsonElement newestIdle = Assert.Single((await provider.GetAsync(path + "?types%5b%5d=session.status_idle&order=desc&limit=1")).Expect(200).Items);
        Answer sent = await provider.GetAsync(path + "?types%5b%5d=user.message");
        string last = Uri.EscapeDataString(events[^1].GetProperty("processed_at").GetString()!);
        Answer tail = (await provider.GetAsync($"{path}?created_at%5bgte%5d={last}")).Expect(200);

        Assert.Equal(events[^1].GetProperty("id").GetString(), newestIdle.GetProperty("id").GetString());
        Assert.Single(sent.Items);
        Assert.Contains(tail.Items, item => item.GetProperty("id").GetString() == newestIdle.GetProperty("id").GetString());
        Assert.True(tail.Items.Count < events.Count);
    }

    [Fact] // §13.1
    [Trait("Category", "Live")]
    public async Task A_sent_message_is_echoed_with_an_id_before_it_is_processed()
    {
        string session = (await provider.NewSessionAsync()).Id;

        Answer echo = await provider.SayAsync(session, Short);

        JsonElement sent = Assert.Single(echo.Items);
        Assert.Equal(("user.message", JsonValueKind.Null), (SessionTurns.Type(sent), sent.GetProperty("processed_at").ValueKind));
        IReadOnlyList<JsonElement> events = await provider.SettledAsync(session);
        JsonElement stored = Assert.Single(events, e => SessionTurns.Type(e) == "user.message");
        Assert.Equal(sent.GetProperty("id").GetString(), stored.GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.String, stored.GetProperty("processed_at").ValueKind);
        int[] places = [events.ToList().IndexOf(stored), events.ToList().FindIndex(e => SessionTurns.Type(e) == "session.status_running")];
        provider.Differences.Observe("§17.14", "place of the message in the log", "before the turn", places[0] < places[1] ? "before the turn" : "inside or after the turn");
    }

    [Fact] // §11.3
    [Trait("Category", "Live")]
    public async Task What_the_agent_writes_to_its_outputs_can_be_listed_and_downloaded()
    {
        string session = (await provider.NewSessionAsync()).Id;
        await provider.PlayAsync(session, "With the write tool, create /mnt/session/outputs/report.md holding the word ready, then stop. [[scenario: quick-answer]]");

        IReadOnlyList<JsonElement> files = await ListedFilesAsync(session, file => file.GetProperty("filename").GetString() == "report.md");

        JsonElement file = files.First(item => item.GetProperty("filename").GetString() == "report.md");
        Assert.True(file.GetProperty("downloadable").GetBoolean());
        Assert.Equal(session, file.GetProperty("scope").GetProperty("id").GetString());
        using HttpResponseMessage content = await provider.OpenAsync($"/v1/files/{file.GetProperty("id").GetString()}/content");
        Assert.Equal(file.GetProperty("size_bytes").GetInt64(), (await content.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length);
    }

    [Fact] // §12.6, §16.5
    [Trait("Category", "Live")]
    public async Task A_running_session_cannot_be_removed_until_it_is_interrupted()
    {
        string path = $"/v1/sessions/{(await provider.NewSessionAsync()).Id}";
        await provider.SayAsync(path[^(path.Length - "/v1/sessions/".Length)..], Long);
        await UntilAsync(async () => (await provider.GetAsync(path)).Text("status") == "running");

        (await provider.DeleteAsync(path)).Expect(400);
        (await provider.PostAsync(path + "/archive", null)).Expect(400);
        (await provider.PostAsync(path + "/events", """{"events": [{"type": "user.interrupt"}]}""")).Expect(200);
        await UntilAsync(async () => (await provider.GetAsync(path)).Text("status") == "idle");

        JsonElement idle = Assert.Single((await provider.GetAsync(path + "/events?types%5b%5d=session.status_idle&order=desc&limit=1")).Items);
        Assert.Equal("end_turn", idle.GetProperty("stop_reason").GetProperty("type").GetString()); // §13.4: cannot be told from success
        await UntilAsync(async () => (await provider.DeleteAsync(path)).Status is 200 or 404);
    }

    [Fact] // §13.7
    [Trait("Category", "Live")]
    public async Task A_stream_delivers_a_turn_in_frames_that_say_their_type_twice()
    {
        string session = (await provider.NewSessionAsync()).Id;
        using HttpResponseMessage stream = await provider.OpenAsync($"/v1/sessions/{session}/events/stream");
        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        await provider.SayAsync(session, Short);

        var types = new List<string>();
        string named = "";
        while (!types.Contains("session.status_idle") && await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                named = line["event: ".Length..];
            if (!line.StartsWith("data: ", StringComparison.Ordinal) || named == "ping")
                continue;
            using JsonDocument data = JsonDocument.Parse(line["data: ".Length..]);
            types.Add(SessionTurns.Type(data.RootElement));
            Assert.Equal(named, types[^1]);
        }

        Assert.Contains("user.message", types);
        Assert.Equal("session.status_idle", types[^1]);
        await provider.SettledAsync(session);
    }

    private async Task<IReadOnlyList<JsonElement>> ListedFilesAsync(string session, Predicate<JsonElement> wanted)
    {
        IReadOnlyList<JsonElement> files = [];
        await UntilAsync(async () => // §11.3: the listing lags behind
        {
            files = (await provider.GetAsync($"/v1/files?scope_id={session}&limit=100")).Expect(200).Items;
            return files.Any(file => wanted(file));
        });
        return files;
    }

    private async Task UntilAsync(Func<Task<bool>> holds)
    {
        long from = provider.Time.GetTimestamp();
        while (!await holds())
        {
            Assert.True(provider.Time.GetElapsedTime(from) < provider.Settings.TurnTimeout, "waited too long");
            await Task.Delay(provider.PollEvery, provider.Time);
        }
    }
}
