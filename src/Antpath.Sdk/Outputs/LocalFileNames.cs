using System.Buffers;
using System.Globalization;
using System.Text;

namespace Antpath;

/// <summary>
/// Gives every output of a run a name that is safe and distinct in one folder of any common file system. Names come from an agent's session
/// and may hold anything: other folders, device names, characters that fake an extension.
/// </summary>
internal static class LocalFileNames
{
    /// <summary>Longest local name in UTF-8 bytes; file systems stop at 255, and temporary names and copies need room.</summary>
    public const int BytesMax = 200;

    private const string Fallback = "output";
    private static readonly SearchValues<char> Refused = SearchValues.Create("<>:\"|?*");

    private static readonly HashSet<string> Devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    };

    /// <summary>Local names for true names, position by position; equal ones are told apart by <c> (2)</c>, <c> (3)</c>, ….</summary>
    public static IReadOnlyList<string> Assign(IReadOnlyList<string> trueNames)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase); // Windows and macOS fold case
        var local = new string[trueNames.Count];
        for (var i = 0; i < local.Length; i++)
        {
            var name = Safe(trueNames[i]);
            for (var copy = 2; !taken.Add(name); copy++)
                name = Fit(Safe(trueNames[i]), $" ({copy.ToString(CultureInfo.InvariantCulture)})");
            local[i] = name;
        }

        return local;
    }

    /// <summary>One true name made safe: no folder, no invisible or reserved character, no device, a bounded length.</summary>
    public static string Safe(string trueName)
    {
        var last = trueName[(trueName.LastIndexOfAny(['/', '\\']) + 1)..];
        var text = new StringBuilder(last.Length);
        foreach (var rune in last.EnumerateRunes())
        {
            if (rune.Value == 0xFFFD || (rune.IsBmp && Refused.Contains((char)rune.Value)))
                text.Append('_');
            else if (!Invisible(rune))
                text.Append(rune);
        }

        var name = text.ToString().Trim(' ').TrimEnd('.', ' ');
        if (name.Length == 0)
            name = Fallback;
        if (Devices.Contains(name.Split('.')[0].TrimEnd(' ')))
            name = "_" + name;
        return Fit(name, "");
    }

    private static bool Invisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    // shortens before the extension, by whole characters
    private static string Fit(string name, string suffix)
    {
        var extension = Path.GetExtension(name);
        if (extension.Length == name.Length || Encoding.UTF8.GetByteCount(extension) > 32)
            extension = "";
        var stem = name[..^extension.Length];
        var room = BytesMax - Encoding.UTF8.GetByteCount(extension) - Encoding.UTF8.GetByteCount(suffix);
        var kept = 0;
        foreach (var rune in stem.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
                return stem[..kept].TrimEnd('.', ' ') + suffix + extension;
            kept += rune.Utf16SequenceLength;
        }

        return stem + suffix + extension;
    }
}
