using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Antpath.Contracts.Tests.Templates;

/// <summary>
/// Checks a value against the keywords of JSON Schema 2020-12 that the published schema uses. Throws on any other keyword,
/// so that the schema cannot say something which is not checked.
/// </summary>
internal sealed class SchemaSubset(JsonObject root)
{
    private static readonly HashSet<string> Annotations = ["$schema", "$id", "$defs", "title", "description", "default"];

    public bool Accepts(JsonNode? value) => Accepts(root, value);

    private bool Accepts(JsonNode schema, JsonNode? value) =>
        schema.AsObject().All(keyword => Annotations.Contains(keyword.Key) || Accepts(keyword.Key, keyword.Value!, schema.AsObject(), value));

    private bool Accepts(string keyword, JsonNode argument, JsonObject schema, JsonNode? value) => keyword switch
    {
        "$ref" => Accepts(Resolve(argument.GetValue<string>()), value),
        "type" => HasType(argument.GetValue<string>(), value),
        "const" => JsonNode.DeepEquals(argument, value),
        "enum" => argument.AsArray().Any(a => JsonNode.DeepEquals(a, value)),
        "not" => !Accepts(argument, value),
        "oneOf" => argument.AsArray().Count(s => Accepts(s!, value)) == 1,
        "required" => value is not JsonObject o || argument.AsArray().All(name => o.ContainsKey(name!.GetValue<string>())),
        "properties" => value is not JsonObject o || argument.AsObject().All(p => !o.ContainsKey(p.Key) || Accepts(p.Value!, o[p.Key])),
        "additionalProperties" => value is not JsonObject o || o.All(m => IsNamed(schema, m.Key) || AcceptsAdditional(argument, m.Value)),
        "propertyNames" => value is not JsonObject o || o.All(m => Accepts(argument, JsonValue.Create(m.Key))),
        "maxProperties" => value is not JsonObject o || o.Count <= argument.GetValue<int>(),
        "items" => value is not JsonArray a || a.All(item => Accepts(argument, item)),
        "minItems" => value is not JsonArray a || a.Count >= argument.GetValue<int>(),
        "maxItems" => value is not JsonArray a || a.Count <= argument.GetValue<int>(),
        "uniqueItems" => value is not JsonArray a || a.Select(i => i?.ToJsonString()).Distinct().Count() == a.Count,
        "minLength" => Text(value) is not { } t || t.Length >= argument.GetValue<int>(),
        "maxLength" => Text(value) is not { } t || t.Length <= argument.GetValue<int>(),
        "pattern" => Text(value) is not { } t || Regex.IsMatch(t, argument.GetValue<string>(), RegexOptions.ECMAScript, TimeSpan.FromSeconds(5)),
        "minimum" => Number(value) is not { } n || n >= argument.GetValue<double>(),
        "maximum" => Number(value) is not { } n || n <= argument.GetValue<double>(),
        _ => throw new NotSupportedException($"keyword {keyword}"),
    };

    private static bool IsNamed(JsonObject schema, string name) => schema["properties"] is JsonObject properties && properties.ContainsKey(name);

    private bool AcceptsAdditional(JsonNode argument, JsonNode? value) => argument is JsonValue flag ? flag.GetValue<bool>() : Accepts(argument, value);

    private JsonNode Resolve(string reference) => reference[2..].Split('/').Aggregate((JsonNode)root, (at, token) => at[token]!);

    private static bool HasType(string type, JsonNode? value) => type switch
    {
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => Text(value) is not null,
        "boolean" => value is JsonValue v && v.TryGetValue<bool>(out _),
        "number" => Number(value) is not null,
        "integer" => Number(value) is { } n && Math.Truncate(n) == n,
        _ => throw new NotSupportedException($"type {type}"),
    };

    private static string? Text(JsonNode? value) => value is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    private static double? Number(JsonNode? value) => value is JsonValue v && v.GetValueKind() == System.Text.Json.JsonValueKind.Number ? double.Parse(v.ToJsonString()) : null;
}
