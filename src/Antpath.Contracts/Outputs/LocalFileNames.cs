using System.Buffers;
using System.Globalization;
using System.Text;

namespace Antpath;

/// <summary>
/// Gives every output of a run a name that is safe and distinct in one folder of any common file system. Names come from an agent's session
/// and may hold anything: other folders, device names, characters that fake an extension. A folder and an archive of the same run get the same names.
/// </summary>
internal sealed class LocalFileNames
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

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase); // Windows and macOS fold case
    private readonly Dictionary<string, int> _copies = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Local names for true names, position by position; equal ones are told apart by <c> (2)</c>, <c> (3)</c>, ….</summary>
    public static IReadOnlyList<string> Assign(IReadOnlyList<string> trueNames)
    {
        var names = new LocalFileNames();
        return [.. trueNames.Select(names.Next)];
    }

    /// <summary>The local name of one more output.</summary>
    public string Next(string trueName)
    {
        var safe = Safe(trueName);
        if (_taken.Add(safe))
            return safe;

        // goes on where the last equal name stopped: thousands of them must not cost their square
        for (var copy = _copies.GetValueOrDefault(safe, 1) + 1; ; copy++)
        {
            var name = Fit(safe, $" ({copy.ToString(CultureInfo.InvariantCulture)})");
            if (!_taken.Add(name))
                continue;
            _copies[safe] = copy;
            return name;
        }
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
