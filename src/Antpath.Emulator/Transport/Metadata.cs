using System.Text.Json;

namespace Antpath.Emulator.Transport;

/// <summary>The metadata map: 16 pairs, keys up to 64, values up to 512 characters (§6.1, §8.1, §9.1, §12.1).</summary>
internal static class Metadata
{
    public const int PairsMax = 16;
    public const int KeyCharsMax = 64;
    public const int ValueCharsMax = 512;

    private const string Code = "invalid_metadata";
    private const string ReservedPrefix = "anthropic";

    public static IReadOnlyDictionary<string, string> Read(JsonFields fields) => Merge(new Dictionary<string, string>(StringComparer.Ordinal), fields, emptyDeletes: false);

    /// <summary>Merges per key; null deletes (§6.5, §12.5); for environments the empty string deletes as well (§8.1).</summary>
    public static IReadOnlyDictionary<string, string> Merge(IReadOnlyDictionary<string, string> current, JsonFields fields, bool emptyDeletes)
    {
        if (fields.Value("metadata") is not { } map)
            return current;
        if (map.ValueKind != JsonValueKind.Object)
            throw fields.Wrong("metadata", "must be an object of strings", Code);

        var merged = new Dictionary<string, string>(current, StringComparer.Ordinal);
        foreach (JsonProperty pair in map.EnumerateObject())
            Apply(merged, pair, fields, emptyDeletes);
        return merged.Count <= PairsMax ? merged : throw fields.Wrong("metadata", $"must have at most {PairsMax} pairs", Code);
    }

    public static bool Same(IReadOnlyDictionary<string, string> left, IReadOnlyDictionary<string, string> right) =>
        left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out string? value) && value == pair.Value);

    private static void Apply(Dictionary<string, string> merged, JsonProperty pair, JsonFields fields, bool emptyDeletes)
    {
        if (pair.Name.Length is 0 or > KeyCharsMax)
            throw fields.Wrong("metadata", $"keys must have 1 to {KeyCharsMax} characters", Code);
        // The documents say that reserved keys exist without naming them (§2.2, §15): the emulator reserves the obvious prefix.
        if (pair.Name.StartsWith(ReservedPrefix, StringComparison.OrdinalIgnoreCase))
            throw fields.Wrong($"metadata.{pair.Name}", "is a reserved key", Code);
        if (pair.Value.ValueKind == JsonValueKind.Null)
        {
            merged.Remove(pair.Name);
            return;
        }
        if (pair.Value.ValueKind != JsonValueKind.String)
            throw fields.Wrong($"metadata.{pair.Name}", "must be a string", Code);
        string value = pair.Value.GetString()!;
        if (value.Length > ValueCharsMax)
            throw fields.Wrong($"metadata.{pair.Name}", $"must have at most {ValueCharsMax} characters", Code);
        if (value.Length == 0 && emptyDeletes)
            merged.Remove(pair.Name);
        else
            merged[pair.Name] = value;
    }
}
