using System.Globalization;
using System.Text.RegularExpressions;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Scenarios;

/// <summary>A scenario's name with its parameters, as written in metadata (<c>huge-file size=10MiB</c>) or in a message (<c>[[scenario: huge-file size=10MiB]]</c>).</summary>
internal sealed partial record ScenarioRequest(string Name, IReadOnlyDictionary<string, string> Parameters)
{
    private static readonly Dictionary<string, long> Units = new(StringComparer.OrdinalIgnoreCase)
    {
        ["B"] = 1,
        ["KB"] = 1_000,
        ["KiB"] = 1_024,
        ["MB"] = 1_000_000,
        ["MiB"] = 1_048_576,
        ["GB"] = 1_000_000_000,
        ["GiB"] = 1_073_741_824,
    };

    /// <exception cref="RefusedException">400 when it is not a name followed by key=value pairs.</exception>
    public static ScenarioRequest Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (words.Length == 0)
            throw RefusedException.Invalid("emulator scenario: a name is required");
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string word in words[1..])
        {
            string[] pair = word.Split('=', 2);
            if (pair.Length != 2 || !parameters.TryAdd(pair[0], pair[1]))
                throw RefusedException.Invalid($"emulator scenario {words[0]}: parameters are written as key=value, each once");
        }
        return new ScenarioRequest(words[0], parameters);
    }

    /// <summary>The marker in a message, or null.</summary>
    public static ScenarioRequest? Find(string message) => Marker().Match(message) is { Success: true } match ? Parse(match.Groups["request"].Value) : null;

    public static string WithoutMarker(string message) => Marker().Replace(message, "").Trim();

    public int Number(string key, int fallback, int min, int max)
    {
        if (!Parameters.TryGetValue(key, out string? text))
            return fallback;
        return int.TryParse(text, out int value) && value >= min && value <= max ? value : throw Wrong(key, $"must be between {min} and {max}");
    }

    /// <summary>A duration in seconds, with or without the unit: <c>2.5</c>, <c>2.5s</c>.</summary>
    public TimeSpan Seconds(string key, TimeSpan fallback)
    {
        if (!Parameters.TryGetValue(key, out string? text))
            return fallback;
        return double.TryParse(text.TrimEnd('s'), CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= 86_400
            ? TimeSpan.FromSeconds(seconds)
            : throw Wrong(key, "must be seconds between 0 and 86400");
    }

    public long Bytes(string key, long fallback)
    {
        if (!Parameters.TryGetValue(key, out string? text))
            return fallback;
        Match match = Size().Match(text);
        if (!match.Success || !Units.TryGetValue(match.Groups["unit"].Length == 0 ? "B" : match.Groups["unit"].Value, out long unit))
            throw Wrong(key, "must be a number with B, KB, KiB, MB, MiB, GB or GiB");
        double bytes = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) * unit;
        return bytes <= EmulatorLimits.GeneratedFileBytesMax ? (long)bytes : throw Wrong(key, $"must be at most {EmulatorLimits.GeneratedFileBytesMax} bytes");
    }

    private RefusedException Wrong(string key, string problem) => RefusedException.Invalid($"emulator scenario {Name}: {key} {problem}");

    [GeneratedRegex(@"\[\[\s*scenario\s*:\s*(?<request>[^\]]{1,200})\]\]", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marker();

    [GeneratedRegex(@"^(?<number>[0-9]{1,12}(\.[0-9]{1,6})?)(?<unit>[A-Za-z]{0,3})$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Size();
}
