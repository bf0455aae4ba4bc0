using System.Text.Json;

namespace Antpath.Engine.Providers.Claude;

/// <summary>
/// Reads session events and leaves their content behind: no text, no tool input or result gets past here, only names, flags, lengths and codes
/// (provider contract §13.3). Unknown types pass with nothing but their name.
/// </summary>
internal static class EventReading
{
    private const int TypeCharsMax = 128;
    private const int NameCharsMax = 128;

    /// <returns>Null when the event has no id to be told apart by.</returns>
    public static ProviderEvent? Of(JsonElement element)
    {
        if (PlainWords.Id(element.Text("id")) is not { } id || element.Text("type") is not { Length: > 0 } type)
            return null;

        var error = element.Member("error");
        return new ProviderEvent
        {
            Id = id,
            Type = PlainWords.Name(type, TypeCharsMax),
            ProcessedAt = element.Instant("processed_at"),
            StopReason = Word(element.Member("stop_reason")?.Text("type")),
            EvaluatedPermission = Word(element.Text("evaluated_permission")),
            ErrorType = type == "session.error" ? Word(error?.Text("type")) ?? "unknown_error" : null,
            RetryStatus = Word(error?.Member("retry_status")?.Text("type")),
            Usage = type == "session.usage" && element.Member("usage") is { } usage ? UsageReading.Of(usage) : null,
            Summary = SummaryOf(type, element),
        };
    }

    private static Dictionary<string, object> SummaryOf(string type, JsonElement element)
    {
        var facts = new Dictionary<string, object>(StringComparer.Ordinal);
        switch (type)
        {
            case "agent.message" or "user.message":
                AddContent(facts, element);
                break;
            case "agent.tool_use" or "agent.custom_tool_use":
                AddToolUse(facts, element);
                break;
            case "agent.mcp_tool_use":
                AddName(facts, "mcpServer", element.Text("mcp_server_name"));
                AddToolUse(facts, element);
                break;
            case "agent.tool_result" or "agent.mcp_tool_result":
                facts["isError"] = element.Flag("is_error") ?? false;
                AddContent(facts, element);
                break;
            case "session.status_idle":
                AddName(facts, "stopReason", element.Member("stop_reason")?.Text("type"));
                AddName(facts, "refusalCategory", element.Member("stop_details")?.Text("category"));
                break;
            case "session.error":
                AddName(facts, "error", element.Member("error")?.Text("type"));
                AddName(facts, "retryStatus", element.Member("error")?.Member("retry_status")?.Text("type"));
                AddName(facts, "mcpServer", element.Member("error")?.Text("mcp_server_name"));
                break;
            case "span.model_request_end":
                facts["isError"] = element.Flag("is_error") ?? false;
                AddModelUsage(facts, element.Member("model_usage"));
                break;
        }

        return facts;
    }

    private static void AddToolUse(Dictionary<string, object> facts, JsonElement element)
    {
        AddName(facts, "tool", element.Text("name"));
        AddName(facts, "permission", element.Text("evaluated_permission"));
        if (element.Member("input") is { } input)
            facts["inputChars"] = input.GetRawText().Length;
    }

    private static void AddContent(Dictionary<string, object> facts, JsonElement element)
    {
        var blocks = 0;
        var chars = 0;
        foreach (var block in element.Items("content"))
        {
            blocks++;
            chars += block.Text("text")?.Length ?? 0;
        }

        facts["blocks"] = blocks;
        facts["textChars"] = chars;
    }

    private static void AddModelUsage(Dictionary<string, object> facts, JsonElement? usage)
    {
        if (usage is not { } figures)
            return;
        facts["inputTokens"] = figures.Count("input_tokens");
        facts["outputTokens"] = figures.Count("output_tokens");
        facts["cacheReadInputTokens"] = figures.Count("cache_read_input_tokens");
        facts["cacheCreationInputTokens"] = figures.Count("cache_creation_input_tokens");
    }

    private static void AddName(Dictionary<string, object> facts, string fact, string? name)
    {
        if (!string.IsNullOrEmpty(name))
            facts[fact] = PlainWords.Name(name, NameCharsMax);
    }

    private static string? Word(string? text) => text is null ? null : PlainWords.Name(text, NameCharsMax);
}
