using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Skills;

/// <summary>The two fields at the head of <c>SKILL.md</c> (§10).</summary>
internal sealed record SkillFrontMatter(string Name, string Description)
{
    private const int NameCharsMax = 64;
    private const int DescriptionCharsMax = 1_024;
    private const string Fence = "---";
    private static readonly string[] ReservedWords = ["anthropic", "claude"];

    public static SkillFrontMatter Read(string manual)
    {
        string[] lines = manual.ReplaceLineEndings("\n").TrimStart('\uFEFF').Split('\n');
        int end = lines[0].TrimEnd() == Fence ? Array.FindIndex(lines, 1, line => line.TrimEnd() == Fence) : -1;
        if (end < 0)
            throw RefusedException.Invalid("SKILL.md: must start with front matter between two lines of ---");

        Dictionary<string, string> values = ReadValues(lines[1..end]);
        return new SkillFrontMatter(CheckName(values.GetValueOrDefault("name", "")), CheckDescription(values.GetValueOrDefault("description", "")));
    }

    // Enough of YAML for two scalars: plain, quoted, or folded over indented lines.
    private static Dictionary<string, string> ReadValues(string[] lines)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        string? last = null;
        foreach (string line in lines)
        {
            if (line.Length > 0 && char.IsWhiteSpace(line[0]) && last is not null)
            {
                values[last] = $"{values[last]} {line.Trim()}".Trim();
                continue;
            }
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0)
                continue;
            last = line[..colon].Trim();
            string value = line[(colon + 1)..].Trim();
            values[last] = value is ">" or "|" or ">-" or "|-" ? "" : value.Trim('"', '\'');
        }
        return values;
    }

    private static string CheckName(string name)
    {
        if (name.Length is 0 or > NameCharsMax || !name.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
            throw RefusedException.Invalid($"SKILL.md name: must have 1 to {NameCharsMax} lower-case letters, digits and -");
        return ReservedWords.Any(word => name.Contains(word, StringComparison.Ordinal))
            ? throw RefusedException.Invalid("SKILL.md name: holds a reserved word")
            : name;
    }

    private static string CheckDescription(string description)
    {
        if (description.Length is 0 or > DescriptionCharsMax)
            throw RefusedException.Invalid($"SKILL.md description: must have 1 to {DescriptionCharsMax} characters");
        return description.Contains('<', StringComparison.Ordinal) && description.Contains('>', StringComparison.Ordinal)
            ? throw RefusedException.Invalid("SKILL.md description: must not hold XML tags")
            : description;
    }
}
