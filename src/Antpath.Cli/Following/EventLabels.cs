using System.Globalization;
using System.Text.Json;
using Antpath.Cli.Rendering;
using Antpath.Runs;

namespace Antpath.Cli.Following;

/// <summary>Events in words.</summary>
internal static class EventLabels
{
    private const int FactsMax = 4;

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["session.status_running"] = "agent is working",
        ["session.status_idle"] = "agent is idle",
        ["session.status_rescheduled"] = "provider retries after a fault",
        ["session.status_terminated"] = "session ended",
        ["session.error"] = "provider reported an error",
        ["session.usage"] = "usage",
        ["session.budget_reached"] = "budget reached",
        ["user.message"] = "prompt sent",
        ["user.interrupt"] = "interrupt sent",
        ["agent.message"] = "agent wrote a message",
        ["agent.thinking"] = "agent is thinking",
        ["agent.tool_use"] = "tool called",
        ["agent.tool_result"] = "tool answered",
        ["agent.mcp_tool_use"] = "MCP tool called",
        ["agent.mcp_tool_result"] = "MCP tool answered",
        ["agent.thread_context_compacted"] = "context compacted",
        ["span.model_request_start"] = "model asked",
        ["span.model_request_end"] = "model answered",
    };

    /// <returns>What happened, and up to four of its facts.</returns>
    public static string Of(EventView entry)
    {
        var label = Words.GetValueOrDefault(entry.Type) ?? (entry.Source == "antpath" ? OwnWords(entry.Type) : entry.Type);
        var facts = string.Join("  ", Facts(entry));
        return Printable.Text(facts.Length == 0 ? label : $"{label}  {facts}");
    }

    /// <returns>A Spectre.Console colour for the event's line.</returns>
    public static string ColourOf(EventView entry) =>
        entry.Type.Contains("error", StringComparison.Ordinal) || entry.Type.Contains("fail", StringComparison.Ordinal) ? "red"
        : entry.Source == "antpath" ? "blue"
        : entry.Type.StartsWith("span.", StringComparison.Ordinal) ? "grey"
        : "default";

    private static string OwnWords(string type) => type[(type.IndexOf('.', StringComparison.Ordinal) + 1)..].Replace('_', ' ');

    private static IEnumerable<string> Facts(EventView entry)
    {
        var facts = entry.Summary is { ValueKind: JsonValueKind.Object } summary
            ? summary.EnumerateObject().Where(fact => fact.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True)
                .Take(FactsMax).Select(fact => fact.Value.ValueKind == JsonValueKind.True ? fact.Name : $"{fact.Name}={Printable.Cut(fact.Value.ToString(), 60)}")
            : [];
        return entry.Usage is { } usage && usage.InputTokens + usage.OutputTokens > 0
            ? facts.Append(string.Create(CultureInfo.InvariantCulture, $"{Quantities.ShortCount(usage.InputTokens)} in, {Quantities.ShortCount(usage.OutputTokens)} out"))
            : facts;
    }
}
