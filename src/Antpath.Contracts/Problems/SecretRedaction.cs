namespace Antpath.Problems;

/// <summary>
/// Takes what looks like a credential out of a text from elsewhere, such as a provider's error message, before it is stored
/// or logged. The last line of defence: text that may hold content is better not kept at all.
/// </summary>
public static class SecretRedaction
{
    /// <summary>What stands in place of each credential.</summary>
    public const string Mark = "[redacted]";

    /// <summary>Longest text kept, in characters; the rest is cut off.</summary>
    public const int CharsMax = 2000;

    private const string Bearer = "Bearer ";
    private const int BearerCharsMin = 8;

    /// <summary>Replaces each credential by <see cref="Mark"/>.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>The text without them; at most <see cref="CharsMax"/> characters of it are looked at and kept.</returns>
    public static string Redact(string text)
    {
        return Redact(text.Length > CharsMax ? text[..CharsMax] : text, insideWords: false);
    }

    /// <summary>
    /// The same for a text of ours that must stay whole and may be encoded already, such as a log line with a stack trace. Rather too much than too
    /// little: what only ends like a credential goes as well.
    /// </summary>
    /// <param name="text">Any text.</param>
    /// <returns>The text without credentials.</returns>
    internal static string RedactLine(string text) => Redact(text, insideWords: true);

    private static string Redact(string text, bool insideWords)
    {
        while (SecretShapes.Find(text, insideWords) is { } match)
            text = Replace(text, match.Start, match.Length);

        return RedactBearers(text);
    }

    private static string RedactBearers(string text)
    {
        for (var at = 0; text.IndexOf(Bearer, at, StringComparison.OrdinalIgnoreCase) is >= 0 and var found;)
        {
            at = found + Bearer.Length;
            var end = at;
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('"' or '\'' or ','))
                end++;

            if (end - at >= BearerCharsMin)
                text = Replace(text, at, end - at);
        }

        return text;
    }

    private static string Replace(string text, int start, int length) => string.Concat(text.AsSpan(0, start), Mark, text.AsSpan(start + length));
}
