using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Antpath.Emulator.Transport;

/// <summary>JSON in and out, without reflection: nodes are built by hand, elements are kept as they were parsed.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(JsonNode node)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Writing))
            node.WriteTo(writer);
        return stream.ToArray();
    }

    /// <summary>An immutable copy, cheap to keep and to share between responses.</summary>
    public static JsonElement Freeze(JsonNode node)
    {
        using var document = JsonDocument.Parse(Bytes(node));
        return document.RootElement.Clone();
    }

    /// <summary>A node that can be placed into a response. Every call makes a new one, since a node has one parent.</summary>
    public static JsonNode? Node(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(element),
        JsonValueKind.Array => JsonArray.Create(element),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => JsonValue.Create(element),
    };

    public static JsonArray Strings(IEnumerable<string> values)
    {
        var array = new JsonArray();
        foreach (string value in values)
            array.Add((JsonNode)value);
        return array;
    }

    public static JsonObject Map(IReadOnlyDictionary<string, string> values)
    {
        var map = new JsonObject();
        foreach ((string key, string value) in values)
            map[key] = value;
        return map;
    }
}
