using System.Text.Json;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Snapshots;

public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("antpath-snapshots").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("quick-answer", "session.status_idle")]
    [InlineData("reschedules-twice", "session.status_idle")]
    [InlineData("refusal", "session.status_idle")]
    [InlineData("terminated", "session.status_terminated")]
    public async Task A_sanitized_recording_replays_the_same_events_and_files(string scenario, string last)
    {
        (string[] types, long[] sizes) = await RecordAsync(scenario, last);
        Assert.Equal(0, await EmulatorCommand.RunAsync(["snapshot", "sanitize", Path("raw.txt"), Path("mine.jsonl")]));

        await using EmulatedProvider provider = await EmulatedProvider.StartAsync(options => options.SnapshotFolder = _folder);
        Stage stage = await Stage.SetAsync(provider);
        await stage.SayAsync("[[scenario: mine]]");
        await stage.UntilAsync(last);
        stage.Pass(4);

        Assert.Equal(types, await stage.TypesAsync());
        Assert.Equal(sizes, (await stage.FilesAsync()).Select(file => file.GetProperty("size_bytes").GetInt64()).Order());
    }

    [Fact]
    public async Task References_between_replayed_events_still_meet()
    {
        await RecordAsync("quick-answer", "session.status_idle");
        await EmulatorCommand.RunAsync(["snapshot", "sanitize", Path("raw.txt"), Path("mine.jsonl")]);
        await using EmulatedProvider provider = await EmulatedProvider.StartAsync(options => options.SnapshotFolder = _folder);
        Stage stage = await Stage.SetAsync(provider);
        await stage.PlayAsync("[[scenario: mine timing=off]]");

        JsonElement[] events = await stage.EventsAsync();

        HashSet<string> ids = [.. events.Select(Stage.Id)];
        Assert.All(events.Where(logged => logged.TryGetProperty("tool_use_id", out _)), result => Assert.Contains(result.GetProperty("tool_use_id").GetString()!, ids));
    }

    [Theory]
    [InlineData("[[scenario: mine]]", 8)]
    [InlineData("[[scenario: mine timing=off]]", 0)]
    public async Task A_recording_replays_with_its_timing_or_at_once(string message, int secondsAtLeast)
    {
        await RecordAsync("long-run duration=10 step=1", "session.status_idle");
        await EmulatorCommand.RunAsync(["snapshot", "sanitize", Path("raw.txt"), Path("mine.jsonl")]);
        await using EmulatedProvider provider = await EmulatedProvider.StartAsync(options => options.SnapshotFolder = _folder);
        Stage stage = await Stage.SetAsync(provider);

        await stage.PlayAsync(message);

        JsonElement[] events = await stage.EventsAsync();
        TimeSpan took = events[^1].GetProperty("processed_at").GetDateTimeOffset() - events[0].GetProperty("processed_at").GetDateTimeOffset();
        Assert.InRange(took.TotalSeconds, secondsAtLeast, secondsAtLeast == 0 ? 0 : 15);
    }

    [Theory]
    [InlineData("approval calls=2")]
    [InlineData("custom-tool")]
    public async Task A_recorded_pause_waits_for_the_client_again(string scenario)
    {
        await RecordAsync(scenario, "session.status_idle");
        await EmulatorCommand.RunAsync(["snapshot", "sanitize", Path("raw.txt"), Path("mine.jsonl")]);
        await using EmulatedProvider provider = await EmulatedProvider.StartAsync(options => options.SnapshotFolder = _folder);
        Stage stage = await Stage.SetAsync(provider);

        JsonElement idle = await stage.PlayAsync("[[scenario: mine]]");
        Assert.Equal("requires_action", Stage.StopReason(idle));
        foreach (JsonElement call in idle.GetProperty("stop_reason").GetProperty("event_ids").EnumerateArray())
        {
            await provider.CreateAsync(stage.Path + "/events", scenario == "custom-tool"
                ? $$"""{"events": [{"type": "user.custom_tool_result", "custom_tool_use_id": "{{call.GetString()}}"}]}"""
                : $$"""{"events": [{"type": "user.tool_confirmation", "tool_use_id": "{{call.GetString()}}", "result": "allow"}]}""");
        }
        stage.Pass(2);

        JsonElement[] idles = await stage.EventsAsync("?types%5b%5d=session.status_idle&order=desc&limit=1");
        Assert.Equal("end_turn", Stage.StopReason(idles[0]));
    }

    [Fact]
    public async Task A_replay_uses_what_the_recording_used()
    {
        await RecordAsync("quick-answer", "session.status_idle");
        await EmulatorCommand.RunAsync(["snapshot", "sanitize", Path("raw.txt"), Path("mine.jsonl")]);
        await using EmulatedProvider provider = await EmulatedProvider.StartAsync(options => options.SnapshotFolder = _folder);
        Stage stage = await Stage.SetAsync(provider);
        await stage.PlayAsync("[[scenario: mine]]");

        await SessionUsageTests.AssertConsistentAsync(provider, stage);
    }

    [Fact]
    public async Task The_second_message_replays_the_second_turn_even_after_a_rescheduling()
    {
        await RecordAsync("reschedules-twice", "session.status_idle", "[[scenario: refusal]]");
        await EmulatorCommand.RunAsync(["snapshot", "sanitize", Path("raw.txt"), Path("mine.jsonl")]);
        await using EmulatedProvider provider = await EmulatedProvider.StartAsync(options => options.SnapshotFolder = _folder);
        Stage stage = await Stage.SetAsync(provider);

        Assert.Equal("end_turn", Stage.StopReason(await stage.PlayAsync("[[scenario: mine]]")));
        Assert.Equal("refusal", Stage.StopReason(await stage.PlayAsync("[[scenario: mine]]")));
    }

    private string Path(string name) => System.IO.Path.Combine(_folder, name);

    private async Task<(string[] Types, long[] Sizes)> RecordAsync(string scenario, string last, params string[] more)
    {
        await using EmulatedProvider provider = await EmulatedProvider.StartAsync();
        Stage stage = await Stage.SetAsync(provider);
        await stage.SayAsync($"[[scenario: {scenario}]] please");
        await stage.UntilAsync(last);
        stage.Pass(4);
        foreach (string message in more)
            await stage.PlayAsync(message);
        await using (var writer = new StreamWriter(Path("raw.txt")))
        {
            foreach (string path in (string[])[stage.Path, stage.Path + "/events", $"/v1/files?scope_id={stage.SessionId}"])
            {
                JsonElement body = (await provider.GetAsync(path)).Body;
                await writer.WriteLineAsync($$"""{"at":"2026-11-22T12:00:00Z","method":"GET","path":"{{path}}","status":200,"request":null,"response":{{body.GetRawText()}} }""");
            }
        }
        return (await stage.TypesAsync(), [.. (await stage.FilesAsync()).Select(file => file.GetProperty("size_bytes").GetInt64()).Order()]);
    }
}
