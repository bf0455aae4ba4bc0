using System.Collections.Frozen;

namespace Antpath.Engine.Outputs;

/// <summary>Decides as what an output is handed out. The files were written by a model on a stranger's behalf: none may run on our address.</summary>
public static class ContentTypes
{
    /// <summary>Bytes without a meaning.</summary>
    public const string Bytes = "application/octet-stream";

    /// <summary>Text to be read.</summary>
    public const string PlainText = "text/plain; charset=utf-8";

    // what browsers show or save without running anything; everything else falls to text or bytes
    private static readonly FrozenSet<string> Harmless = new[]
    {
        "application/gzip", "application/json", "application/pdf", "application/zip", "application/x-tar", "application/x-ndjson",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.apache.parquet", "application/vnd.sqlite3",
        "audio/aac", "audio/flac", "audio/mpeg", "audio/ogg", "audio/wav", "audio/webm",
        "image/avif", "image/bmp", "image/gif", "image/jpeg", "image/png", "image/tiff", "image/webp",
        "text/csv", "text/markdown", "text/plain", "text/tab-separated-values",
        "video/mp4", "video/ogg", "video/webm",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The media type to serve for one that was reported.</summary>
    /// <param name="reported">What the provider said; may be anything.</param>
    /// <returns>A harmless type, <see cref="PlainText"/> for source a browser might run, or <see cref="Bytes"/>.</returns>
    public static string Neutralise(string? reported)
    {
        var type = (reported ?? "").Split(';')[0].Trim().ToLowerInvariant();
        if (Harmless.Contains(type))
            return type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type;

        return IsSource(type) ? PlainText : Bytes;
    }

    /// <summary>Whether packing a file of a reported type makes it smaller: text does, what is packed already does not.</summary>
    /// <param name="reported">What the provider said; may be anything.</param>
    public static bool Compresses(string? reported) =>
        Neutralise(reported) is var type
        && (type.StartsWith("text/", StringComparison.Ordinal) || type is "application/json" or "application/x-ndjson" or "application/x-tar" or "application/vnd.sqlite3" or "image/bmp" or "audio/wav");

    // html, svg, xml, scripts, styles: all of them text that somebody may want to read
    private static bool IsSource(string type) =>
        type.StartsWith("text/", StringComparison.Ordinal)
        || type.EndsWith("+xml", StringComparison.Ordinal)
        || type.EndsWith("+json", StringComparison.Ordinal)
        || type is "application/xml" or "application/javascript" or "application/ecmascript" or "application/x-javascript" or "application/yaml" or "application/toml";
}
