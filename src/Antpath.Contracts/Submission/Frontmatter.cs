namespace Antpath.Submission;

/// <summary>Reads the top-level members of a Markdown file's YAML header as text: plain, quoted and block values. Enough to check names.</summary>
internal static class Frontmatter
{
    private const string Fence = "---";

    /// <returns>Null when the file does not start with a closed header.</returns>
    public static Dictionary<string, string>? Read(string markdown)
    {
        var lines = markdown.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        if (!string.Equals(lines[0].TrimEnd(), Fence, StringComparison.Ordinal))
            return null;

        var end = Array.FindIndex(lines, 1, line => string.Equals(line.TrimEnd(), Fence, StringComparison.Ordinal));
        if (end < 0)
            return null;

        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 1; i < end; i++)
        {
            var line = lines[i];
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || char.IsWhiteSpace(line[0]) || line[0] == '#')
                continue;

            var continuation = lines.AsSpan(i + 1, end - i - 1);
            members.TryAdd(line[..colon].Trim(), Value(line[(colon + 1)..].Trim(), continuation));
        }

        return members;
    }

    /// <summary>Indented lines after the first belong to the value; how they are folded does not matter here.</summary>
    private static string Value(string first, ReadOnlySpan<string> following)
    {
        var parts = new List<string>();
        if (first is not (">" or "|" or ">-" or "|-" or ">+" or "|+"))
            parts.Add(first);

        foreach (var line in following)
        {
            if (line.Length > 0 && !char.IsWhiteSpace(line[0]))
                break;

            parts.Add(line.Trim());
        }

        var value = string.Join(' ', parts).Trim();
        var isQuoted = value.Length >= 2 && value[0] is '"' or '\'' && value[^1] == value[0];
        return isQuoted ? value[1..^1].Trim() : value;
    }
}
