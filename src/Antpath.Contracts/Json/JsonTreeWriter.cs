using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Antpath.Json;

/// <summary>Writes a tree for people and machines, in the order it was built.</summary>
internal static class JsonTreeWriter
{
    // Plain text stays readable; the result is JSON for files and request bodies, never a piece of HTML.
    private static readonly JavaScriptEncoder Readable = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static byte[] ToUtf8(JsonTree tree, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = indented, Encoder = Readable }))
            Write(tree, writer);

        return buffer.WrittenSpan.ToArray();
    }

    public static void Write(JsonTree tree, Utf8JsonWriter writer)
    {
        switch (tree)
        {
            case JsonTree.Members members:
                writer.WriteStartObject();
                foreach (var member in members.All)
                {
                    writer.WritePropertyName(member.Key);
                    Write(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonTree.List list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                    Write(item, writer);

                writer.WriteEndArray();
                break;
            case JsonTree.Text text:
                writer.WriteStringValue(text.Value);
                break;
            case JsonTree.Number number:
                writer.WriteRawValue(EcmaScriptNumber.Format(number.Value), skipInputValidation: true);
                break;
            case JsonTree.Flag flag:
                writer.WriteBooleanValue(flag.Value);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
