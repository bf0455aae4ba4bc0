using System.Text.Json;

namespace Antpath.Cli.Commands.Run;

/// <summary>Finds the line a JSON pointer points at.</summary>
internal static class JsonPlaces
{
    /// <returns>Line from 1 of the value, or of the nearest thing around it that exists; null when the text is no JSON.</returns>
    public static int? LineOf(ReadOnlySpan<byte> json, string pointer)
    {
        var steps = pointer.Split('/').Skip(1).Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
            reader.Read();
            var at = reader.TokenStartIndex;
            foreach (var step in steps)
            {
                if (!Enter(ref reader, step))
                    break;
                at = reader.TokenStartIndex;
            }

            return json[..(int)at].Count((byte)'\n') + 1;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // moves from the start of an object or array to the value of one member or item
    private static bool Enter(ref Utf8JsonReader reader, string step)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals(step);
                reader.Read();
                if (found)
                    return true;
                reader.Skip();
            }
        }
        else if (reader.TokenType == JsonTokenType.StartArray && int.TryParse(step, out var index))
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                if (index-- == 0)
                    return true;
                reader.Skip();
            }
        }

        return false;
    }
}
