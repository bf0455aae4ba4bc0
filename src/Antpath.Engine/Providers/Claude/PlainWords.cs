using System.Text;

namespace Antpath.Engine.Providers.Claude;

/// <summary>Lets texts of the provider through only when they are what they claim to be: safe to store, to show and to put into a path.</summary>
internal static class PlainWords
{
    /// <summary>A word such as <c>environment_archived</c>, or null.</summary>
    public static string? ErrorCode(string? text) =>
        text is { Length: > 0 and <= 64 } && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') ? text : null;

    /// <summary>A request id of at most 255 letters, digits, '_', '-' and '.', or null.</summary>
    public static string? RequestId(string? text) => Id(text);

    /// <summary>An id of at most 255 letters, digits, '_', '-' and '.', or null.</summary>
    public static string? Id(string? text) =>
        text is { Length: > 0 and <= 255 } && text is not ("." or "..") && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? text : null;

    /// <summary>
    /// A name for people: what no database or terminal takes (control characters, halves of surrogate pairs) becomes U+FFFD, and it is cut to a length.
    /// </summary>
    public static string Name(string text, int charsMax)
    {
        var clean = new StringBuilder(Math.Min(text.Length, charsMax));
        foreach (var rune in text.EnumerateRunes())
        {
            var kept = Rune.IsControl(rune) ? Rune.ReplacementChar : rune;
            if (clean.Length + kept.Utf16SequenceLength > charsMax)
                break;
            clean.Append(kept.ToString());
        }

        return clean.ToString();
    }

    /// <summary>A media type of at most 255 printable ASCII characters, or <c>application/octet-stream</c>.</summary>
    public static string MediaType(string? text) =>
        text is { Length: > 2 and <= 255 } && text.Contains('/', StringComparison.Ordinal) && text.All(c => c is >= ' ' and < '\x7f')
            ? text
            : "application/octet-stream";
}
