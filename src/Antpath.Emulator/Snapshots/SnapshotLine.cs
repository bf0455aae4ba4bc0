using System.Text.Json;
using System.Text.Json.Nodes;

namespace Antpath.Emulator.Snapshots;

/// <summary>One call of recorded traffic: a line of a snapshot file.</summary>
internal sealed record SnapshotLine(string At, string Method, string Path, int Status, JsonNode? Request, JsonNode? Response)
{
    public const int LineCharsMax = 8 * 1024 * 1024;

    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <exception cref="EmulatorSettingsException">The line is not one call.</exception>
    public static SnapshotLine Parse(string text, string place)
    {
        try
        {
            if (text.Length <= LineCharsMax && JsonNode.Parse(text, documentOptions: Reading) is JsonObject line
                && (string?)line["method"] is { } method && (string?)line["path"] is { } path && (int?)line["status"] is { } status)
                return new SnapshotLine((string?)line["at"] ?? "", method, path, status, line["request"]?.DeepClone(), line["response"]?.DeepClone());
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new EmulatorSettingsException($"{place}: is not a recorded call; it needs method, path and status.", unreadable);
        }
        throw new EmulatorSettingsException($"{place}: is not a recorded call with method, path and status, or longer than {LineCharsMax} characters.");
    }

    public JsonObject Render() => new()
    {
        ["at"] = At,
        ["method"] = Method,
        ["path"] = Path,
        ["status"] = Status,
        ["request"] = Request?.DeepClone(),
        ["response"] = Response?.DeepClone(),
    };
}
