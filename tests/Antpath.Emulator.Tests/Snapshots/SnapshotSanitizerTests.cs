using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Snapshots;
using Antpath.Emulator.Tests.Sessions;

namespace Antpath.Emulator.Tests.Snapshots;

public sealed class SnapshotSanitizerTests : IDisposable
{
    private const string Canary = "canary7f3a";
    private const long CanaryNumber = 4_111_111_111_111_111;

    private readonly string _folder = Directory.CreateTempSubdirectory("antpath-sanitizer").FullName;

    public static TheoryData<string> Shapes =>
    [
        Canary, Canary.ToUpperInvariant(), "sesn_" + Canary, "agent_" + Canary, Canary + ".md", "x." + Canary[..5], $"https://{Canary}:{Canary}@{Canary}.example/{Canary}?{Canary}={Canary}#{Canary}",
        $$"""{"{{Canary}}": ["{{Canary}}"]}""", $"text/{Canary}", $"2026-11-22T12:00:00Z {Canary}", $"user.{Canary}", string.Concat("sk-", "ant-", Canary), $"Bearer {Canary}", $"{Canary}\n",
    ];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task No_canary_survives_in_any_member_the_contract_has_or_has_not(string canary)
    {
        JsonObject planted = Planted(canary);

        string clean = await SanitizeAsync(new JsonObject
        {
            ["at"] = canary,
            ["method"] = canary,
            ["path"] = $"/v1/{canary}/sessions/{Uri.EscapeDataString(canary)}?{canary}={canary}&limit={Uri.EscapeDataString(canary)}&statuses%5b%5d={canary}#{canary}",
            ["status"] = 200,
            ["headers"] = new JsonObject { ["authorization"] = canary, [canary] = canary },
            [canary] = canary,
            ["request"] = planted.DeepClone(),
            ["response"] = planted.DeepClone(),
        });

        Assert.DoesNotContain(Canary, clean, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Canary[..5], clean, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("4111", clean, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_a_real_recording_says_in_words_of_the_contract_stays()
    {
        await using EmulatedProvider provider = await EmulatedProvider.StartAsync();
        Stage stage = await Stage.SetAsync(provider);
        await stage.PlayAsync("[[scenario: tool-heavy calls=12]]");
        JsonElement events = (await provider.GetAsync(stage.Path + "/events")).Body;
        JsonElement session = (await provider.GetAsync(stage.Path)).Body;

        JsonNode cleanEvents = JsonNode.Parse(await SanitizeAsync(Line(events)))!["response"]!;
        JsonNode cleanSession = JsonNode.Parse(await SanitizeAsync(Line(session)))!["response"]!;

        Assert.Equal(events.GetProperty("data").EnumerateArray().Select(logged => logged.GetProperty("type").GetString()),
            cleanEvents["data"]!.AsArray().Select(logged => (string?)logged!["type"]));
        Assert.Equal(Names(JsonNode.Parse(session.GetRawText())!).Where(name => name != "metadata"), Names(cleanSession).Where(name => name != "metadata"));
        Assert.Equal(session.GetProperty("usage").GetRawText(), cleanSession["usage"]!.ToJsonString());
        Assert.Equal(session.GetProperty("agent").GetProperty("model").GetProperty("id").GetString(), (string?)cleanSession["agent"]!["model"]!["id"]);
    }

    [Fact]
    public async Task Texts_keep_their_length_and_equal_ids_stay_equal()
    {
        string clean = await SanitizeAsync(Line(JsonSerializer.SerializeToElement(new
        {
            data = new object[]
            {
                new { id = "sevt_01aaaa", type = "agent.tool_use", input = new { command = "secret words", count = 12 } },
                new { id = "sevt_01bbbb", type = "agent.tool_result", tool_use_id = "sevt_01aaaa", content = new[] { new { type = "text", text = "thirteen long" } } },
            },
        })));

        JsonArray rows = JsonNode.Parse(clean)!["response"]!["data"]!.AsArray();
        Assert.Equal((string?)rows[0]!["id"], (string?)rows[1]!["tool_use_id"]);
        Assert.NotEqual((string?)rows[0]!["id"], (string?)rows[1]!["id"]);
        Assert.Equal("thirteen long".Length, ((string?)rows[1]!["content"]![0]!["text"])!.Length);
        Assert.Equal("""{"key1":"text text te","key2":0}""", rows[0]!["input"]!.ToJsonString());
    }

    [Fact]
    public async Task Sanitizing_twice_gives_the_same_bytes_and_never_overwrites()
    {
        await File.WriteAllTextAsync(In("raw.txt"), Planted("some text").ToJsonString() is { } planted
            ? $$"""{"method": "GET", "path": "/v1/agents", "status": 200, "response": {{planted}} }""" : "");

        Assert.Equal(0, await EmulatorCommand.RunAsync(["snapshot", "sanitize", In("raw.txt"), In("a.jsonl")]));
        Assert.Equal(0, await EmulatorCommand.RunAsync(["snapshot", "sanitize", In("raw.txt"), In("b.jsonl")]));

        Assert.Equal(await File.ReadAllBytesAsync(In("a.jsonl")), await File.ReadAllBytesAsync(In("b.jsonl")));
        Assert.Equal(2, await EmulatorCommand.RunAsync(["snapshot", "sanitize", In("raw.txt"), In("a.jsonl")]));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"method": "GET"}""")]
    [InlineData("""{"method": "GET", "path": "/v1/agents", "status": 200, "response": {"a": 1, "a": 2}}""")]
    [InlineData("""{"method": "GET", "path": "/v1/agents", "status": 200, "response": {"name": "\ud800"}}""")]
    public async Task A_recording_that_cannot_be_read_to_its_end_leaves_nothing(string line)
    {
        await File.WriteAllTextAsync(In("raw.txt"), """{"method": "GET", "path": "/v1/agents", "status": 200}""" + "\n" + line + "\n");

        Assert.Equal(2, await EmulatorCommand.RunAsync(["snapshot", "sanitize", In("raw.txt"), In("clean.jsonl")]));

        Assert.Equal([In("raw.txt")], Directory.GetFiles(_folder));
    }

    // The canary as value of every member there is, as name of one there is not, and as everything below both.
    private static JsonObject Planted(string canary)
    {
        var planted = new JsonObject();
        foreach (string name in ApiVocabulary.All)
            planted[name] = new JsonArray(canary, new JsonObject { [canary] = canary, [name] = canary });
        planted[canary] = new JsonObject { ["type"] = canary, ["count"] = CanaryNumber, ["name"] = canary };
        planted["input"] = new JsonObject { [canary] = CanaryNumber, ["size_bytes"] = CanaryNumber };
        planted["metadata"] = new JsonObject { [canary] = canary };
        planted["title"] = CanaryNumber;
        return planted;
    }

    private static IEnumerable<string> Names(JsonNode node) => node switch
    {
        JsonObject map => map.SelectMany(pair => pair.Value is null ? [pair.Key] : Names(pair.Value).Prepend(pair.Key)),
        JsonArray items => items.Where(item => item is not null).SelectMany(item => Names(item!)),
        _ => [],
    };

    private static JsonObject Line(JsonElement response) =>
        new() { ["at"] = "2026-11-22T12:00:00Z", ["method"] = "GET", ["path"] = "/v1/agents", ["status"] = 200, ["response"] = JsonNode.Parse(response.GetRawText()) };

    private async Task<string> SanitizeAsync(JsonObject line)
    {
        (string raw, string clean) = (In(Path.GetRandomFileName()), In(Path.GetRandomFileName()));
        await File.WriteAllTextAsync(raw, line.ToJsonString() + "\n");
        Assert.Equal(0, await EmulatorCommand.RunAsync(["snapshot", "sanitize", raw, clean]));
        return await File.ReadAllTextAsync(clean);
    }

    private string In(string name) => Path.Combine(_folder, name);
}
