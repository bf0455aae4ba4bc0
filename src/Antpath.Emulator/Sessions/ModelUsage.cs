using System.Text.Json.Nodes;

namespace Antpath.Emulator.Sessions;

/// <summary>Tokens of one model request (§13.3, <c>model_usage</c>).</summary>
internal sealed record ModelUsage(int InputTokens, int OutputTokens, int CacheReadTokens, int CacheCreationTokens)
{
    public static readonly ModelUsage None = new(0, 0, 0, 0);

    public JsonObject Render() => new()
    {
        ["input_tokens"] = InputTokens,
        ["output_tokens"] = OutputTokens,
        ["cache_creation_input_tokens"] = CacheCreationTokens,
        ["cache_read_input_tokens"] = CacheReadTokens,
        ["speed"] = "standard",
    };
}
