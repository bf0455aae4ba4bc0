using System.Globalization;
using System.Text.RegularExpressions;

namespace Antpath.Cli.Commands;

/// <summary>Reads durations as people write them: 90s, 10m, 1h30m, or bare seconds.</summary>
internal static partial class Durations
{
    private static readonly TimeSpan Max = TimeSpan.FromDays(30);

    /// <exception cref="BadInputException">It is no duration, nothing, or more than 30 days.</exception>
    public static TimeSpan? Read(string option, string? text)
    {
        if (text is null)
            return null;
        var match = Form().Match(text.Trim());
        var span = Part(match, "d", TimeSpan.FromDays(1)) + Part(match, "h", TimeSpan.FromHours(1))
            + Part(match, "m", TimeSpan.FromMinutes(1)) + Part(match, "s", TimeSpan.FromSeconds(1));
        return match.Success && span > TimeSpan.Zero && span <= Max
            ? span
            : throw new BadInputException(option, "Expected a duration like 90s, 10m or 1h30m, at most 30d.");
    }

    private static TimeSpan Part(Match match, string group, TimeSpan unit) =>
        match.Groups[group] is { Success: true } part ? unit * int.Parse(part.ValueSpan, CultureInfo.InvariantCulture) : TimeSpan.Zero;

    [GeneratedRegex(
        @"^(?:(?<d>\d{1,3})d)?(?:(?<h>\d{1,4})h)?(?:(?<m>\d{1,6})m)?(?:(?<s>\d{1,8})s?)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
