using System.Text;
using Antpath.Engine.Providers;

namespace Antpath.Engine.Runs.Lifecycle.Capture;

/// <summary>A file's name as the tables keep it: to the letter, except for what no text column holds.</summary>
internal static class TrueName
{
    /// <summary>The name with U+FFFD for NUL and for halves of characters.</summary>
    public static string Of(SessionFile file)
    {
        if (!file.FileName.Any(c => c == '\0' || char.IsSurrogate(c)))
            return file.FileName;
        var name = new StringBuilder(file.FileName.Length);
        foreach (var rune in file.FileName.EnumerateRunes()) // gives U+FFFD for a half
            name.Append(rune.Value == 0 ? Rune.ReplacementChar.ToString() : rune.ToString());
        return name.ToString();
    }
}
