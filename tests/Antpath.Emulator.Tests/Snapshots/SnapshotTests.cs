using System.Text.Json;
using System.Text.Json.Nodes;
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

    [Fact]
    public async Task Nothing_of_the_recording_survives_that_could_tell_something()
    {
        await File.WriteAllTextAsync(Path("raw.txt"), """
            {"at":"2026-11-22T12:00:00Z","method":"POST","path":"/v1/vaults/vlt_SECRETID/credentials?who=SECRET","status":200,"request":{"auth":{"type":"static_bearer","token":"SECRET","mcp_server_url":"https://SECRET.example"},"metadata":{"SECRET":"SECRET"},"type":"SECRET words","result":"secret-key-1"},"response":{"id":"vcrd_SECRETID","name":"SECRET","content":[{"type":"text","text":"SECRET SECRET"}],"input":{"SECRET":{"type":"SECRET"}},"filename":"SECRET.csv","size_bytes":7}}
            """.Trim() + "\n");

        await EmulatorCommand.RunAsync(["snapshot", "sanitize", Path("raw.txt"), Path("clean.jsonl")]);

        string clean = await File.ReadAllTextAsync(Path("clean.jsonl"));
        Assert.DoesNotContain("SECRET", clean, StringComparison.OrdinalIgnoreCase);
        JsonNode response = JsonNode.Parse(clean)!["response"]!;
        Assert.Equal(("file-1.csv", 7), ((string?)response["filename"], (int)response["size_bytes"]!));
        Assert.Equal(13, ((string)response["content"]![0]!["text"]!).Length);
    }

    [Fact]
    public async Task Sanitizing_twice_gives_the_same_bytes_and_never_overwrites()
    {
        await RecordAsync("quick-answer", "session.status_idle");
        await EmulatorCommand.RunAsync(["snapshot", "sanitize", Path("raw.txt"), Path("a.jsonl")]);
        await EmulatorCommand.RunAsync(["snapshot", "sanitize", Path("raw.txt"), Path("b.jsonl")]);

        Assert.Equal(await File.ReadAllBytesAsync(Path("a.jsonl")), await File.ReadAllBytesAsync(Path("b.jsonl")));
        Assert.Equal(2, await EmulatorCommand.RunAsync(["snapshot", "sanitize", Path("raw.txt"), Path("a.jsonl")]));
    }

    private string Path(string name) => System.IO.Path.Combine(_folder, name);

    private async Task<(string[] Types, long[] Sizes)> RecordAsync(string scenario, string last)
    {
        await using EmulatedProvider provider = await EmulatedProvider.StartAsync();
        Stage stage = await Stage.SetAsync(provider);
        await stage.SayAsync($"[[scenario: {scenario}]] please");
        await stage.UntilAsync(last);
        stage.Pass(4);
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
