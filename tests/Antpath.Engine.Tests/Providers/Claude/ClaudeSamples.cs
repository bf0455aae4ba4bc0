using System.Text.Json;
using Antpath.Engine.Providers;
using Antpath.Submission;

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>Requests and answers that many tests share.</summary>
internal static class ClaudeSamples
{
    public const string NoMore = """{"data":[],"next_page":null}""";

    public static SessionStart Start() => new()
    {
        Agent = new CreatedResource("agent_1", "3"),
        EnvironmentId = "env_1",
        FileIdsByPath = new Dictionary<string, string> { ["input/data.csv"] = "file_1" },
        BudgetCents = 250,
    };

    public static ExecutionBundle Tracked(ClaudeTestBed bed) => bed.Bundle(
        t => t.McpServer("tracker", "https://mcp.tracker.example/mcp"),
        new RunSecrets
        {
            Anthropic = new AnthropicSecrets { ApiKey = bed.Key },
            McpServers = [McpServerSecrets.WithBearer("tracker", "https://mcp.tracker.example/mcp", "current-token")],
        });

    public static string File(string id) =>
        $$"""{"id":"{{id}}","filename":"report.md","size_bytes":12,"mime_type":"text/markdown","created_at":"2026-11-22T08:00:00Z","downloadable":true,"scope":{"type":"session","id":"sesn_1"} }""";

    public static string Event(int number, int second) => $$"""{"id":"sevt_{{number}}","type":"agent.thinking","processed_at":"2026-11-22T08:00:0{{second}}Z"}""";

    public static string Marked(string id, ResourceMarker marker, int day = 20, bool archived = false) => JsonSerializer.Serialize(new
    {
        id,
        created_at = $"2026-11-{day}T08:00:00Z",
        archived_at = archived ? "2026-11-22T09:00:00Z" : null,
        metadata = new Dictionary<string, string>
        {
            ["antpath_installation"] = marker.Installation,
            ["antpath_run"] = marker.Run,
            ["antpath_key"] = marker.LocalKey,
            ["antpath_attempt"] = ClaudeTestBed.Text(marker.Attempt),
            ["antpath_try"] = ClaudeTestBed.Text(marker.Try),
        },
    });

    public static string Sorted(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', element.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => $"\"{p.Name}\":{Sorted(p.Value)}")) + "}",
        JsonValueKind.Array => "[" + string.Join(',', element.EnumerateArray().Select(Sorted)) + "]",
        _ => element.GetRawText(),
    };

    public static async Task<long> CountAsync(Stream stream)
    {
        var buffer = new byte[64 * 1024];
        long count = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0)
            count += read;
        return count;
    }
}
