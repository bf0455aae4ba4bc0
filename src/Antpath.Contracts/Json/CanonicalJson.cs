using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Antpath.Problems;

namespace Antpath.Json;

/// <summary>
/// Canonical JSON (RFC 8785): members sorted by UTF-16 code units, numbers as ECMAScript writes them, the shortest
/// string escapes, no white space. Two documents that mean the same have the same bytes.
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonLimits Limits = new() { BytesMax = 64 << 20, DepthMax = 64, ValuesMax = 1_000_000, NameCharsMax = 65_536 };

    /// <summary>Rewrites a document in canonical form.</summary>
    /// <param name="utf8Json">One JSON value in UTF-8; at most 64 MiB, 64 levels and a million values.</param>
    /// <returns>The canonical form in UTF-8.</returns>
    /// <exception cref="FormatException">The document is not valid JSON, has duplicate members, or holds text or numbers that RFC 7493 excludes.</exception>
    public static byte[] Canonicalize(ReadOnlySpan<byte> utf8Json)
    {
        var problems = new ProblemList();
        var tree = StrictJson.Read(utf8Json, Limits, JsonPointer.Root, problems);
        if (tree is null || !problems.IsEmpty)
            throw new FormatException($"The document has no canonical form: {problems.ToList()[0]}");

        return Write(tree);
    }

    /// <summary>SHA-256 over the canonical form.</summary>
    /// <param name="utf8Json">As for <see cref="Canonicalize"/>.</param>
    /// <returns><c>sha256:</c> and 64 lower-case hexadecimal digits.</returns>
    /// <exception cref="FormatException">As for <see cref="Canonicalize"/>.</exception>
    public static string Hash(ReadOnlySpan<byte> utf8Json) => HashBytes(Canonicalize(utf8Json));

    internal static string Hash(JsonTree tree) => HashBytes(Write(tree));

    internal static byte[] Write(JsonTree tree)
    {
        var text = new StringBuilder();
        Write(tree, text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    internal static string HashBytes(ReadOnlySpan<byte> bytes) =>
        "sha256:" + Convert.ToHexString(SHA256.HashData(bytes)).ToLowerInvariant();

    private static void Write(JsonTree tree, StringBuilder text)
    {
        switch (tree)
        {
            case JsonTree.Members members:
                WriteMembers(members, text);
                break;
            case JsonTree.List list:
                WriteItems(list, text);
                break;
            case JsonTree.Text value:
                WriteText(value.Value, text);
                break;
            case JsonTree.Number number:
                text.Append(EcmaScriptNumber.Format(number.Value));
                break;
            case JsonTree.Flag flag:
                text.Append(flag.Value ? "true" : "false");
                break;
            default:
                text.Append("null");
                break;
        }
    }

    private static void WriteMembers(JsonTree.Members members, StringBuilder text)
    {
        // Ordinal comparison of .NET strings is comparison by UTF-16 code units.
        var separator = '{';
        foreach (var member in members.All.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            text.Append(separator);
            WriteText(member.Key, text);
            text.Append(':');
            Write(member.Value, text);
            separator = ',';
        }

        text.Append(separator == '{' ? "{}" : "}");
    }

    private static void WriteItems(JsonTree.List list, StringBuilder text)
    {
        text.Append('[');
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (i > 0)
                text.Append(',');

            Write(list.Items[i], text);
        }

        text.Append(']');
    }

    private static void WriteText(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\t' => text.Append("\\t"),
                '\n' => text.Append("\\n"),
                '\f' => text.Append("\\f"),
                '\r' => text.Append("\\r"),
                < ' ' => text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
