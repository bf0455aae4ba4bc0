using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Net.Http.Headers;

namespace Antpath.Emulator.Transport;

/// <summary>Reads JSON bodies within the limits of §2.2.</summary>
internal static class BodyReader
{
    private const int DepthMax = 64;
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = DepthMax, AllowDuplicateProperties = false };
    private static readonly string[] Charsets = ["utf-8", "iso-8859-1", "us-ascii"]; // §1.1

    public static async Task<JsonElement> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        CheckType(request);
        if (request.ContentLength > EmulatorLimits.JsonBodyBytesMax)
            throw RefusedException.TooLarge($"the body is larger than {EmulatorLimits.JsonBodyBytesMax} bytes");
        ReadOnlyMemory<byte> bytes = await ReadAsync(request, cancellationToken);
        if (Charset(request).Equals("iso-8859-1", StringComparison.OrdinalIgnoreCase))
            bytes = Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(bytes.Span));
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes, Reading);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw RefusedException.Invalid("body: must be a JSON object");
            RefuseBrokenText(document.RootElement, bytes.Span);
            return document.RootElement.Clone();
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            throw RefusedException.Invalid("body: is not valid JSON, names a member twice or holds text that is not Unicode");
        }
    }

    // A string that cannot be decoded would otherwise fail where it is first read, deep inside a handler.
    private static void RefuseBrokenText(JsonElement root, ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes))
            throw new JsonException("not UTF-8");
        if (bytes.IndexOf("\\uD"u8) >= 0 || bytes.IndexOf("\\ud"u8) >= 0) // only an escaped half of a pair is left to go wrong
            ReadTexts(root);
    }

    private static void ReadTexts(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            element.GetString();
            return;
        }
        foreach (JsonElement item in element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : default)
            ReadTexts(item);
        foreach (JsonProperty member in element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default)
        {
            _ = member.Name;
            ReadTexts(member.Value);
        }
    }

    private static string Charset(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) ? HeaderUtilities.RemoveQuotes(type.Charset).ToString() : "";

    private static void CheckType(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) || type.MediaType != "application/json")
            throw RefusedException.Invalid("content-type: must be application/json");
        string charset = Charset(request);
        if (charset.Length > 0 && !Charsets.Contains(charset, StringComparer.OrdinalIgnoreCase))
            throw RefusedException.Invalid("content-type: the charset is not supported", "unsupported_charset");
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var bytes = new ArrayBufferWriter<byte>((int)Math.Max(256, request.ContentLength ?? 4_096));
        int read;
        while ((read = await request.Body.ReadAsync(bytes.GetMemory(), cancellationToken)) > 0)
        {
            bytes.Advance(read);
            if (bytes.WrittenCount > EmulatorLimits.JsonBodyBytesMax)
                throw RefusedException.TooLarge($"the body is larger than {EmulatorLimits.JsonBodyBytesMax} bytes");
        }
        return bytes.WrittenMemory;
    }
}
