using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Events;

/// <summary>A sent event that waits for the session to take it (§13.1).</summary>
/// <param name="Body">The event without <c>id</c> and <c>processed_at</c>.</param>
/// <param name="Text">Its text, joined, for scenarios to read.</param>
internal sealed record QueuedEvent(string Id, string Type, JsonObject Body, string Text)
{
    /// <summary>For the few types whose <c>processed_at</c> is set at once (§13.2).</summary>
    public DateTimeOffset? ProcessedAt { get; init; }

    public JsonObject Render(DateTimeOffset? processedAt)
    {
        var json = new JsonObject { ["id"] = Id, ["type"] = Type };
        foreach ((string name, JsonNode? value) in Body)
            json[name] = value?.DeepClone();
        json["processed_at"] = Timestamps.Write(ProcessedAt ?? processedAt);
        return json;
    }
}
