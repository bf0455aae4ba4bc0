using System.Buffers;

namespace Antpath.Problems;

/// <summary>
/// Knows what keys and tokens look like, so that one pasted into the wrong place is refused before it is stored. A guard
/// against accidents, not against somebody who wants to hide a secret.
/// </summary>
internal static class SecretShapes
{
    private const string UpperAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private const string Letters = UpperAndDigits + "abcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> Alphanumeric = SearchValues.Create(Letters);
    private static readonly SearchValues<char> Upper = SearchValues.Create(UpperAndDigits);
    private static readonly SearchValues<char> UrlSafe = SearchValues.Create(Letters + "-_");

    private static readonly Shape[] Shapes =
    [
        new("an Anthropic API key", "sk-ant-", UrlSafe, 8),
        new("an OpenAI API key", "sk-proj-", UrlSafe, 20),
        new("an Antpath API token", "ant_", Alphanumeric, 20, NeedsDigit: true),
        new("a GitHub token", "ghp_", Alphanumeric, 20),
        new("a GitHub token", "gho_", Alphanumeric, 20),
        new("a GitHub token", "ghu_", Alphanumeric, 20),
        new("a GitHub token", "ghs_", Alphanumeric, 20),
        new("a GitHub token", "ghr_", Alphanumeric, 20),
        new("a GitHub token", "github_pat_", UrlSafe, 20),
        new("a GitLab token", "glpat-", UrlSafe, 20),
        new("a Slack token", "xoxb-", UrlSafe, 10),
        new("a Slack token", "xoxp-", UrlSafe, 10),
        new("a Slack token", "xoxa-", UrlSafe, 10),
        new("a Slack token", "xoxs-", UrlSafe, 10),
        new("a Slack token", "xapp-", UrlSafe, 20),
        new("an AWS access key id", "AKIA", Upper, 16),
        new("an AWS access key id", "ASIA", Upper, 16),
        new("a Google API key", "AIza", UrlSafe, 35),
        new("a Stripe key", "sk_live_", Alphanumeric, 16),
        new("a Stripe key", "rk_live_", Alphanumeric, 16),
        new("an npm token", "npm_", Alphanumeric, 36),
    ];

    /// <returns>What the text seems to hold, with its article; null when nothing in it has the shape of a secret.</returns>
    public static string? FindIn(ReadOnlySpan<char> text) => Find(text)?.Title;

    /// <param name="text">Any text.</param>
    /// <param name="insideWords">Also where a letter or digit stands before: in an encoded text that may be the end of an escape, as in <c>\n</c>.</param>
    /// <returns>One secret in the text, not always the first; null when there is none.</returns>
    public static Match? Find(ReadOnlySpan<char> text, bool insideWords = false)
    {
        foreach (var shape in Shapes)
        {
            if (FindShape(text, shape, insideWords) is { } match)
                return match;
        }

        return FindPrivateKey(text) ?? FindSignedToken(text);
    }

    private static Match? FindShape(ReadOnlySpan<char> text, Shape shape, bool insideWords)
    {
        for (var at = 0; text[at..].IndexOf(shape.Prefix, StringComparison.Ordinal) is >= 0 and var found;)
        {
            var start = at + found;
            at = start + shape.Prefix.Length;
            if (!insideWords && start > 0 && Alphanumeric.Contains(text[start - 1]))
                continue;

            var body = Run(text[at..], shape.Alphabet);
            if (body.Length >= shape.BodyCharsMin && (!shape.NeedsDigit || body.IndexOfAnyInRange('0', '9') >= 0))
                return new Match(shape.Title, start, shape.Prefix.Length + body.Length);
        }

        return null;
    }

    private static Match? FindPrivateKey(ReadOnlySpan<char> text)
    {
        const string Begin = "-----BEGIN ";
        const string End = "-----END ";
        const int HeaderCharsMax = 64;

        for (var at = 0; text[at..].IndexOf(Begin, StringComparison.Ordinal) is >= 0 and var found;)
        {
            var start = at + found;
            at = start + Begin.Length;
            var header = text.Slice(at, Math.Min(HeaderCharsMax, text.Length - at));
            if (header.IndexOf("PRIVATE KEY", StringComparison.Ordinal) < 0)
                continue;

            var end = text[at..].IndexOf(End, StringComparison.Ordinal);
            return new Match("a private key", start, (end < 0 ? text.Length : at + end) - start);
        }

        return null;
    }

    /// <summary>Three base64url parts with dots between them, of which the first two are JSON objects.</summary>
    private static Match? FindSignedToken(ReadOnlySpan<char> text)
    {
        const string ObjectStart = "eyJ";
        const int PartCharsMin = 8;

        for (var at = 0; text[at..].IndexOf(ObjectStart, StringComparison.Ordinal) is >= 0 and var found;)
        {
            var start = at + found;
            var header = Run(text[start..], UrlSafe);
            at = start + header.Length;
            if (header.Length < PartCharsMin || !text[at..].StartsWith("." + ObjectStart, StringComparison.Ordinal))
                continue;

            var payload = Run(text[(at + 1)..], UrlSafe);
            var rest = text[(at + 1 + payload.Length)..];
            if (payload.Length < PartCharsMin || !rest.StartsWith(".", StringComparison.Ordinal))
                continue;

            var signature = Run(rest[1..], UrlSafe);
            if (signature.Length >= PartCharsMin)
                return new Match("a signed token (JWT)", start, header.Length + payload.Length + signature.Length + 2);
        }

        return null;
    }

    private static ReadOnlySpan<char> Run(ReadOnlySpan<char> text, SearchValues<char> alphabet)
    {
        var end = text.IndexOfAnyExcept(alphabet);
        return end < 0 ? text : text[..end];
    }

    /// <param name="Title">What it seems to be, with its article.</param>
    /// <param name="Start">Where it starts, in characters from 0.</param>
    /// <param name="Length">How long it is, in characters.</param>
    public readonly record struct Match(string Title, int Start, int Length);

    private sealed record Shape(string Title, string Prefix, SearchValues<char> Alphabet, int BodyCharsMin, bool NeedsDigit = false);
}
