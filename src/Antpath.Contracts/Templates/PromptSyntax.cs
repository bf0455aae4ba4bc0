using System.Text;

namespace Antpath.Templates;

/// <summary>
/// The whole language of prompts: <c>{{name}}</c> stands for a variable's value, and a backslash before two or more braces
/// makes them plain text. Two backslashes there are one plain backslash. Of three or more braces the last two open the
/// placeholder. Backslashes and braces anywhere else mean themselves. Values are never read again for placeholders.
/// </summary>
internal static class PromptSyntax
{
    private const string Open = "{{";
    private const string Close = "}}";

    public static IReadOnlyList<PromptPart> Parse(string text)
    {
        var parts = new List<PromptPart>();
        var literal = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            var backslashes = CountRun(text, at, '\\');
            var braces = CountRun(text, at + backslashes, '{');
            if (braces < Open.Length)
            {
                var plain = Math.Max(1, backslashes + braces);
                literal.Append(text, at, plain);
                at += plain;
                continue;
            }

            literal.Append('\\', backslashes / 2);
            at += backslashes;
            if (backslashes % 2 == 1)
            {
                literal.Append('{', braces);
                at += braces;
                continue;
            }

            literal.Append('{', braces - Open.Length);
            Flush(literal, parts);
            at = ReadPlaceholder(text, at + braces - Open.Length, parts);
        }

        Flush(literal, parts);
        return parts;
    }

    /// <summary>The text whose parts these are. Literals that look like placeholders are escaped.</summary>
    public static string Write(IReadOnlyList<PromptPart> parts)
    {
        var text = new StringBuilder();
        for (var i = 0; i < parts.Count; i++)
        {
            switch (parts[i])
            {
                case PromptPart.Literal literal:
                    WriteLiteral(literal.Text, i + 1 < parts.Count && parts[i + 1] is PromptPart.Placeholder, text);
                    break;
                case PromptPart.Placeholder placeholder:
                    text.Append(Open).Append(placeholder.Name).Append(Close);
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>Fills in the values. A variable without a value leaves nothing behind.</summary>
    /// <param name="text">A text whose placeholders are all well formed.</param>
    /// <param name="values">Each variable's value as text.</param>
    public static string Render(string text, IReadOnlyDictionary<string, string> values)
    {
        var rendered = new StringBuilder();
        foreach (var part in Parse(text))
        {
            _ = part switch
            {
                PromptPart.Literal literal => rendered.Append(literal.Text),
                PromptPart.Placeholder placeholder => rendered.Append(values.GetValueOrDefault(placeholder.Name, "")),
                _ => rendered,
            };
        }

        return rendered.ToString();
    }

    /// <summary>How many characters <see cref="Render"/> would give.</summary>
    public static long RenderedLength(string text, IReadOnlyDictionary<string, string> values) => Parse(text).Sum(part => part switch
    {
        PromptPart.Literal literal => (long)literal.Text.Length,
        PromptPart.Placeholder placeholder => values.GetValueOrDefault(placeholder.Name, "").Length,
        _ => 0,
    });

    private static int ReadPlaceholder(string text, int offset, List<PromptPart> parts)
    {
        var start = offset + Open.Length;
        var end = start;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            end++;

        var name = text[start..end];
        if (string.CompareOrdinal(text, end, Close, 0, Close.Length) == 0 && NameRules.IsVariableName(name))
        {
            parts.Add(new PromptPart.Placeholder(name, offset));
            return end + Close.Length;
        }

        var reason = text.IndexOf(Close, start, StringComparison.Ordinal) < 0 ? "is not closed" : "does not hold a variable's name and nothing else";
        parts.Add(new PromptPart.Broken(reason, offset));
        return start;
    }

    private static void WriteLiteral(string literal, bool beforePlaceholder, StringBuilder text)
    {
        for (var at = 0; at < literal.Length;)
        {
            var backslashes = CountRun(literal, at, '\\');
            var braces = CountRun(literal, at + backslashes, '{');
            var plain = Math.Max(1, backslashes + braces);
            var touchesPlaceholder = beforePlaceholder && backslashes + braces > 0 && at + plain == literal.Length;
            if (touchesPlaceholder)
                text.Append('\\', backslashes * 2).Append('{', braces);
            else if (braces >= Open.Length)
                text.Append('\\', (backslashes * 2) + 1).Append('{', braces);
            else
                text.Append(literal, at, plain);

            at += plain;
        }
    }

    private static void Flush(StringBuilder literal, List<PromptPart> parts)
    {
        if (literal.Length > 0)
            parts.Add(new PromptPart.Literal(literal.ToString()));

        literal.Clear();
    }

    private static int CountRun(string text, int from, char c)
    {
        var end = from;
        while (end < text.Length && text[end] == c)
            end++;

        return end - from;
    }
}
