using System.Text.Json.Nodes;

namespace Antpath.Emulator.Sessions;

/// <summary>Tokens of one model request (§13.3, <c>model_usage</c>).</summary>
internal sealed record ModelUsage(int InputTokens, int OutputTokens, int CacheReadTokens, int CacheCreationTokens)
{
    public static readonly ModelUsage None = new(0, 0, 0, 0);

    /// <summary>Reads a recorded one; what is missing or no number counts as none.</summary>
    public static ModelUsage Read(JsonObject usage)
    {
        int Tokens(string name) => usage[name] is JsonValue value && value.TryGetValue(out int tokens) && tokens > 0 ? tokens : 0;
        return new(Tokens("input_tokens"), Tokens("output_tokens"), Tokens("cache_read_input_tokens"), Tokens("cache_creation_input_tokens"));
    }

    public JsonObject Render() => new()
    {
        ["input_tokens"] = InputTokens,
        ["output_tokens"] = OutputTokens,
        ["cache_creation_input_tokens"] = CacheCreationTokens,
        ["cache_read_input_tokens"] = CacheReadTokens,
        ["speed"] = "standard",
    };
}
