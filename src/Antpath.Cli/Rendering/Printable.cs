using System.Globalization;
using System.Text;
using Antpath.Problems;

namespace Antpath.Cli.Rendering;

/// <summary>Text from outside made fit for a terminal: nothing in it can move the cursor, change colours or fake what is shown.</summary>
internal static class Printable
{
    private const int ShortestSecret = 12;
    private static readonly string[] Prefixes = ["sk-ant-", "ant_"];

    /// <returns>The text with control, format and half characters shown as <c>·</c>.</returns>
    public static string Text(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var hidden = Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            safe.Append(hidden ? "·" : rune.ToString());
        }

        return safe.ToString();
    }

    /// <returns>The text with every word that looks like a credential replaced: for messages that quote the command line.</returns>
    public static string WithoutSecrets(string text)
    {
        var words = text.Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            var afterBearer = i > 0 && words[i - 1].EndsWith("Bearer", StringComparison.OrdinalIgnoreCase);
            if (afterBearer || (words[i].Length >= ShortestSecret && Prefixes.Any(prefix => words[i].Contains(prefix, StringComparison.OrdinalIgnoreCase))))
                words[i] = SecretRedaction.Mark;
        }

        return string.Join(' ', words);
    }

    /// <returns>The text, cut with an ellipsis when it has more characters than fit.</returns>
    public static string Cut(string text, int width) =>
        text.Length <= width ? text : width <= 1 ? text[..width] : text[..(width - (char.IsHighSurrogate(text[width - 2]) ? 2 : 1))] + "…";
}
