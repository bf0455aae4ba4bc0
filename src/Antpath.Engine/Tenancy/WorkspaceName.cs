using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Antpath.Engine.Tenancy;

/// <summary>What a workspace may be called: 1 to 200 characters without line ends and other controls, blanks around it not counted.</summary>
public static class WorkspaceName
{
    /// <summary>Characters at most.</summary>
    public const int CharactersMax = 200;

    /// <summary>Reads a name.</summary>
    /// <param name="text">What somebody typed, or null.</param>
    /// <param name="name">The name, when this returns true.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out string? name)
    {
        name = text?.Trim();
        if (name is { Length: > 0 and <= CharactersMax } && name.EnumerateRunes().All(Shows))
            return true;
        name = null;
        return false;
    }

    // line ends, controls, halves of surrogate pairs (read as the replacement character), and what turns the direction of the text around it
    private static bool Shows(Rune rune) =>
        !Rune.IsControl(rune) && rune != Rune.ReplacementChar && rune.Value is not (0x2028 or 0x2029 or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069));
}
