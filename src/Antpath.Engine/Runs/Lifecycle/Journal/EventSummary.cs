using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Writes the flat facts of an event. What would not fit its column is left out rather than cut.</summary>
internal static class EventSummary
{
    private const int TextCharsMax = 512;
    private const int NamesMax = 24;
    private const int JsonCharsMax = 3500;

    /// <returns>A JSON object, or null when there is nothing to say.</returns>
    public static string? Write(params ReadOnlySpan<(string Name, object Value)> facts)
    {
        if (facts.IsEmpty)
            return null;

        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        foreach (var (name, value) in facts[..Math.Min(facts.Length, NamesMax)])
        {
            if (writer.BytesCommitted + writer.BytesPending < JsonCharsMax - 2 * TextCharsMax)
                WriteFact(writer, name, value);
        }

        writer.WriteEndObject();
        writer.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteFact(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case string text:
                writer.WriteString(name, text.Length <= TextCharsMax ? text : text[..TextCharsMax]);
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            case int number:
                writer.WriteNumber(name, number);
                break;
            case long number:
                writer.WriteNumber(name, number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumber(name, number);
                break;
            default:
                break; // the provider border promises these kinds only; anything else stays out of the log
        }
    }
}
