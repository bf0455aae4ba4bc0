using System.Buffers;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Antpath.Emulator.Transport;

/// <summary>Reads JSON bodies within the limits of §2.2.</summary>
internal static class BodyReader
{
    private const int DepthMax = 64;
    private static readonly string[] Charsets = ["utf-8", "iso-8859-1", "us-ascii"]; // §1.1

    public static async Task<JsonElement> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        CheckType(request);
        if (request.ContentLength > EmulatorLimits.JsonBodyBytesMax)
            throw RefusedException.TooLarge($"the body is larger than {EmulatorLimits.JsonBodyBytesMax} bytes");
        ReadOnlyMemory<byte> bytes = await ReadAsync(request, cancellationToken);
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = DepthMax });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document.RootElement.Clone()
                : throw RefusedException.Invalid("body: must be a JSON object");
        }
        catch (JsonException)
        {
            throw RefusedException.Invalid("body: is not valid JSON");
        }
    }

    private static void CheckType(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) || type.MediaType != "application/json")
            throw RefusedException.Invalid("content-type: must be application/json");
        string charset = HeaderUtilities.RemoveQuotes(type.Charset).ToString();
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
