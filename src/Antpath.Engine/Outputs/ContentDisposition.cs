using System.Globalization;
using System.Text;

namespace Antpath.Engine.Outputs;

/// <summary>Writes the header that makes a browser save an output under its own name, whatever that name is (RFC 6266).</summary>
public static class ContentDisposition
{
    private const int NameCharsMax = 200;
    private const string Unnamed = "output";

    /// <summary>An attachment with a name.</summary>
    /// <param name="fileName">The true name, any Unicode text.</param>
    /// <returns>ASCII: a plain name for old readers and, where that is not the whole truth, the true one in UTF-8 (RFC 8187).</returns>
    public static string Attachment(string fileName)
    {
        var name = SafeName(fileName);
        var plain = PlainName(name);
        return name == plain
            ? $"attachment; filename=\"{plain}\""
            : $"attachment; filename=\"{plain}\"; filename*=UTF-8''{Encoded(name)}";
    }

    /// <summary>A name without a way into another folder and without anything invisible that makes it look like another.</summary>
    internal static string SafeName(string fileName)
    {
        var name = new StringBuilder();
        foreach (var rune in fileName.EnumerateRunes())
        {
            if (name.Length >= NameCharsMax)
                break;
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                continue;
            name.Append(category == UnicodeCategory.Control || rune.Value is '/' or '\\' ? "_" : rune.ToString());
        }

        var trimmed = name.ToString().Trim().TrimEnd('.');
        return trimmed.Trim('.', '_', ' ').Length == 0 ? Unnamed : trimmed;
    }

    // quotes and percent signs are read differently by different browsers
    private static string PlainName(string name) =>
        string.Concat(name.EnumerateRunes().Select(r => r.IsAscii && (char)r.Value is not ('"' or '%' or ';') ? r.ToString() : "_"));

    private static string Encoded(string name)
    {
        var encoded = new StringBuilder();
        foreach (var octet in Encoding.UTF8.GetBytes(name))
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || "!#$&+-.^_`|~".Contains((char)octet, StringComparison.Ordinal))
                encoded.Append((char)octet);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }

        return encoded.ToString();
    }
}
