using System.Buffers;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Files;

/// <summary>What a filename may be and what its content probably is (§11.2).</summary>
internal static class FileNames
{
    private const int CharsMax = 255;
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("<>:\"|?*\\/");

    private static readonly Dictionary<string, string> MimeTypes = new(StringComparer.OrdinalIgnoreCase)
    {
        [".txt"] = "text/plain",
        [".log"] = "text/plain",
        [".md"] = "text/markdown",
        [".csv"] = "text/csv",
        [".json"] = "application/json",
        [".html"] = "text/html",
        [".pdf"] = "application/pdf",
        [".png"] = "image/png",
        [".zip"] = "application/zip",
    };

    /// <summary>The last path component of what was sent; empty becomes <c>unnamed</c>.</summary>
    public static string Clean(string? sent, string mimeType)
    {
        string name = (sent ?? "").Split('/', '\\')[^1];
        if (name.Length == 0)
            name = "unnamed" + MimeTypes.FirstOrDefault(pair => pair.Value == mimeType).Key;
        if (name.Length > CharsMax)
            throw RefusedException.Invalid($"file: the filename must have at most {CharsMax} characters");
        return name.AsSpan().ContainsAny(Forbidden) || name.Any(char.IsControl)
            ? throw RefusedException.Invalid("file: the filename holds a forbidden character")
            : name;
    }

    public static string MimeType(string filename) => MimeTypes.GetValueOrDefault(Path.GetExtension(filename), "application/octet-stream");
}
