using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Antpath.Cli.Hosting;

namespace Antpath.Cli.Rendering;

/// <summary>Writes one JSON object a line to standard output, as <c>--json</c> promises.</summary>
internal static class JsonLines
{
    // for a shell and its files, never for a web page: names stay readable
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The object itself.</summary>
    public static void Write<T>(CliHost host, T value, JsonTypeInfo<T> type) => Write(host, writer => JsonSerializer.Serialize(writer, value, type));

    /// <summary>An object that says what it is, for streams of several kinds: <c>{"type":"event","event":{…}}</c>.</summary>
    public static void Write<T>(CliHost host, string kind, T value, JsonTypeInfo<T> type) =>
        Write(host, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type", kind);
            writer.WritePropertyName(kind);
            JsonSerializer.Serialize(writer, value, type);
            writer.WriteEndObject();
        });

    public static void Write(CliHost host, Action<Utf8JsonWriter> content)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
            content(writer);
        host.Out.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        host.Out.Flush(); // a reader at the other end of a pipe follows along
    }
}
