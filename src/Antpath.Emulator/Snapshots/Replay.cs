using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Scenarios;
using Antpath.Emulator.Sessions;

namespace Antpath.Emulator.Snapshots;

/// <summary>Writes recorded events under new ids and keeps what refers to them together.</summary>
internal sealed class Replay
{
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);

    public void Append(Beat.Recorded recorded, SessionEvents events) =>
        _ids[recorded.Id] = events.Append(recorded.Type, (JsonObject)Translate(recorded.Fields)!);

    private JsonNode? Translate(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, Translate(pair.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Translate)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String && _ids.TryGetValue(value.GetValue<string>(), out string? id) => id,
        null => null,
        _ => node.DeepClone(),
    };
}
