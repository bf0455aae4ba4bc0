using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antpath.Ids;

/// <summary>Writes ids as their text and reads nothing else.</summary>
/// <typeparam name="T">The id type.</typeparam>
public sealed class PrefixedIdJsonConverter<T> : JsonConverter<T>
    where T : struct, IPrefixedId<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && PrefixedId.TryParse<T>(reader.GetString(), out var id)
            ? id
            : throw new JsonException($"expected an id that starts with {T.Prefix}_");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(PrefixedId.Format(value));
}
