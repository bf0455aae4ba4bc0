using System.Text.Json;

namespace Antpath.Emulator.Transport;

/// <summary>
/// Reads one JSON object strictly: every field is asked for by name, and <see cref="RefuseUnknown"/> refuses what nobody asked for
/// (§17.20 leaves this open; §18.3 chooses 400). Errors carry the field's path.
/// </summary>
internal sealed class JsonFields
{
    private const int NameCharsShown = 100;

    private readonly JsonElement _object;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    private JsonFields(JsonElement element, string path)
    {
        _object = element;
        Path = path;
    }

    public string Path { get; }

    public JsonElement Element => _object;

    public static JsonFields Of(JsonElement element, string path = "") => element.ValueKind == JsonValueKind.Object
        ? new JsonFields(element, path)
        : throw RefusedException.Invalid($"{(path.Length == 0 ? "body" : path)}: must be an object");

    public string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    public RefusedException Wrong(string name, string problem, string? code = null) => RefusedException.Invalid($"{PathOf(name)}: {problem}", code);

    /// <summary>True when the field was sent, null included.</summary>
    public bool Sent(string name)
    {
        _known.Add(name);
        return _object.TryGetProperty(name, out _);
    }

    public bool SentAsNull(string name)
    {
        _known.Add(name);
        return _object.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Null;
    }

    /// <summary>The value, or null when absent or JSON null.</summary>
    public JsonElement? Value(string name)
    {
        _known.Add(name);
        return _object.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    public string RequiredText(string name, int charsMin, int charsMax) =>
        Text(name, charsMin, charsMax) ?? throw Wrong(name, "is required");

    public string? Text(string name, int charsMin, int charsMax)
    {
        if (Value(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.String)
            throw Wrong(name, "must be a string");
        string text = value.GetString()!;
        if (text.Length < charsMin)
            throw Wrong(name, charsMin == 1 ? "must not be empty" : $"must have at least {charsMin} characters");
        return text.Length <= charsMax ? text : throw Wrong(name, $"must have at most {charsMax} characters");
    }

    public string? OneOf(string name, params ReadOnlySpan<string> allowed)
    {
        if (Text(name, 0, int.MaxValue) is not { } text)
            return null;
        return allowed.Contains(text) ? text : throw Wrong(name, $"must be one of {string.Join(", ", allowed.ToArray())}");
    }

    public string RequiredOneOf(string name, params ReadOnlySpan<string> allowed) => OneOf(name, allowed) ?? throw Wrong(name, "is required");

    public bool? Flag(string name) => Value(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(name, "must be true or false"),
    };

    public long? Number(string name, long min, long max)
    {
        if (Value(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out long number))
            throw Wrong(name, "must be an integer");
        return number >= min && number <= max ? number : throw Wrong(name, $"must be between {min} and {max}");
    }

    public IReadOnlyList<JsonElement>? Items(string name, int itemsMax)
    {
        if (Value(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Array)
            throw Wrong(name, "must be an array");
        return value.GetArrayLength() <= itemsMax ? [.. value.EnumerateArray()] : throw Wrong(name, $"must have at most {itemsMax} items");
    }

    public IReadOnlyList<string>? Texts(string name, int itemsMax, int charsMax)
    {
        if (Items(name, itemsMax) is not { } items)
            return null;
        var texts = new List<string>(items.Count);
        foreach (JsonElement item in items)
        {
            if (item.ValueKind != JsonValueKind.String || item.GetString() is not { Length: > 0 } text)
                throw Wrong(name, $"item {texts.Count} must be a non-empty string");
            texts.Add(text.Length <= charsMax ? text : throw Wrong(name, $"item {texts.Count} must have at most {charsMax} characters"));
        }
        return texts;
    }

    public JsonFields? Child(string name) => Value(name) is { } value ? Of(value, PathOf(name)) : null;

    public JsonFields RequiredChild(string name) => Child(name) ?? throw Wrong(name, "is required");

    /// <summary>404 for something that a field of the body names; the message carries the field's path.</summary>
    public RefusedException Missing(string name, string kind, string id) => RefusedException.Missing($"{PathOf(name)}: {kind} {Shown(id)} was not found");

    public void RefuseUnknown()
    {
        foreach (JsonProperty property in _object.EnumerateObject())
        {
            if (!_known.Contains(property.Name))
                throw Wrong(Shown(property.Name), "extra inputs are not permitted");
        }
    }

    private static string Shown(string text) => text.Length <= NameCharsShown ? text : text[..NameCharsShown] + "…";
}
