using System.Globalization;

namespace Antpath;

/// <summary>Sizes, counts, durations, money and instants as people read them, the same on a terminal and on a page.</summary>
internal static class Quantities
{
    private static readonly string[] Units = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    public static string Bytes(long bytes)
    {
        if (bytes < 1024)
            return string.Create(CultureInfo.InvariantCulture, $"{bytes} B");
        var amount = (double)bytes;
        var unit = -1;
        while (amount >= 1023.95 && unit < Units.Length - 1)
            (amount, unit) = (amount / 1024, unit + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{amount:0.0} {Units[unit]}");
    }

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun, which takes an s in the plural.</summary>
    public static string Of(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>Counts in a line that has little room: 12.3k.</summary>
    public static string ShortCount(long count) =>
        count switch
        {
            < 1_000 => count.ToString(CultureInfo.InvariantCulture),
            < 999_950 => string.Create(CultureInfo.InvariantCulture, $"{count / 1e3:0.0}k"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{count / 1e6:0.0}M"),
        };

    public static string Dollars(long cents) => string.Create(CultureInfo.InvariantCulture, $"${cents / 100m:0.00}");

    public static string Duration(TimeSpan span) =>
        span < TimeSpan.Zero ? "0s"
        : span.TotalSeconds < 10 ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#}s")
        : span.TotalMinutes < 1 ? $"{(int)span.TotalSeconds}s"
        : span.TotalHours < 1 ? $"{(int)span.TotalMinutes}m {span.Seconds}s"
        : span.TotalDays < 1 ? $"{(int)span.TotalHours}h {span.Minutes}m"
        : $"{(int)span.TotalDays}d {span.Hours}h";

    /// <summary>An instant for programs and logs.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>An instant for a person who looks at it now.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now) =>
        (now - at) switch
        {
            { TotalSeconds: < 5 } => "just now",
            { TotalMinutes: < 1 } span => $"{(int)span.TotalSeconds}s ago",
            { TotalHours: < 1 } span => $"{(int)span.TotalMinutes}m ago",
            { TotalDays: < 1 } span => $"{(int)span.TotalHours}h ago",
            { TotalDays: < 60 } span => $"{(int)span.TotalDays}d ago",
            _ => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
}
