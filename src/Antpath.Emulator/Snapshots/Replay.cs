using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Scenarios;
using Antpath.Emulator.Sessions;

namespace Antpath.Emulator.Snapshots;

/// <summary>Writes recorded events under new ids, keeps what refers to them together and counts what they used.</summary>
internal sealed class Replay(Session session, SessionEvents events)
{
    private readonly Dictionary<string, (string Id, string Type)> _written = new(StringComparer.Ordinal);

    public void Append(Beat.Recorded recorded)
    {
        var fields = (JsonObject)Translate(recorded.Fields)!;
        if (recorded.Type == "span.model_request_end" && fields["model_usage"] is JsonObject usage)
            session.Usage.Add(ModelUsage.Read(usage));
        if (recorded.Type == "agent.tool_use" && Text(fields["name"]) == "web_search")
            session.Usage.AddSearch();
        _written[recorded.Id] = (events.Append(recorded.Type, fields), recorded.Type);
    }

    /// <summary>The recorded calls as they are called now.</summary>
    public IEnumerable<PendingCall> Pending(IEnumerable<string> recordedIds) => recordedIds
        .Where(_written.ContainsKey)
        .Select(recorded => _written[recorded])
        .Select(call => new PendingCall(call.Id, Asked: call.Type != "agent.custom_tool_use"));

    private JsonNode? Translate(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, Translate(pair.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Translate)]),
        null => null,
        _ when Text(node) is { } text => Translate(text),
        _ => node.DeepClone(),
    };

    // The only thread there is stands for whichever was recorded.
    private string Translate(string text) => _written.TryGetValue(text, out (string Id, string Type) known)
        ? known.Id
        : text.StartsWith("sthr_", StringComparison.Ordinal) ? session.ThreadId : text;

    private static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : null;
}
