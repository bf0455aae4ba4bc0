namespace Antpath.Templates;

/// <summary>Which texts are names and places. The provider's rules where it has one.</summary>
internal static class NameRules
{
    private const string UnsafeInPaths = "<>:\"|?*\\";

    /// <summary>1 to 64 of a-z, 0-9 and '-'; starts with a letter.</summary>
    public static bool IsTemplateName(string name) =>
        name.Length is > 0 and <= TemplateLimits.NameCharsMax && char.IsAsciiLetterLower(name[0]) && name.All(IsSlugChar);

    /// <summary>1 to 64 ASCII letters, digits and underscores; starts with a small letter.</summary>
    public static bool IsVariableName(string name) =>
        name.Length is > 0 and <= TemplateLimits.VariableNameCharsMax && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>1 to 64 of a-z, 0-9 and '-' (provider contract §10).</summary>
    public static bool IsSkillName(string name) => name.Length is > 0 and <= TemplateLimits.SkillNameCharsMax && name.All(IsSlugChar);

    /// <summary>Words that the provider keeps for itself in names of skills (§10).</summary>
    public static string? ReservedWordIn(string skillName) =>
        Array.Find(["anthropic", "claude"], word => skillName.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>A model id, a skill id or a version: printable ASCII without spaces.</summary>
    public static bool IsOpaqueId(string id) => id.Length > 0 && id.All(c => c is > ' ' and < '\x7f');

    /// <summary>Relative, no way up or out, and every component a valid file name at the provider (§11.2).</summary>
    public static bool IsSafePath(string path) =>
        path.Length is > 0 and <= TemplateLimits.PathCharsMax && path.Split('/').All(IsFileName);

    /// <summary>A bare host name, or such a name after '*.' (§8.1).</summary>
    public static bool IsHostPattern(string host)
    {
        var name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        return host.Length <= TemplateLimits.HostCharsMax && name.Split('.').All(IsHostLabel);
    }

    /// <summary>A name with an optional version: no white space, no option, no URL.</summary>
    public static bool IsPackage(string package) =>
        package.Length is > 0 and <= TemplateLimits.PackageCharsMax
        && package[0] != '-'
        && !package.Contains("://", StringComparison.Ordinal)
        && package.All(c => char.IsAsciiLetterOrDigit(c) || "@/._+-=<>!~^:[],*".Contains(c, StringComparison.Ordinal));

    private static bool IsSlugChar(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-';

    private static bool IsFileName(string name) =>
        name.Length is > 0 and <= TemplateLimits.PathComponentCharsMax
        && name is not ("." or "..")
        && !char.IsWhiteSpace(name[0])
        && !char.IsWhiteSpace(name[^1])
        && !name.Any(c => char.IsControl(c) || UnsafeInPaths.Contains(c, StringComparison.Ordinal));

    private static bool IsHostLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
