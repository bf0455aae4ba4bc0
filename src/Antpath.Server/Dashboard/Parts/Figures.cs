using System.Globalization;

namespace Antpath.Server.Dashboard.Parts;

/// <summary>Figures as people read them.</summary>
internal static class Figures
{
    /// <summary>Binary units, at most one decimal: <c>412 B</c>, <c>1.5 KiB</c>, <c>20 MiB</c>.</summary>
    public static string Bytes(long bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        double value = bytes;
        var unit = 0;
        while (value >= 1024 && unit < units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {units[unit]}");
    }

    /// <summary><c>0.8 s</c>, <c>42 s</c>, <c>3 min 05 s</c>, <c>2 h 04 min</c>.</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, span.TotalSeconds):0.0} s"),
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalSeconds} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min {span.Seconds:00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes:00} min"),
    };

    /// <summary><c>just now</c>, <c>42 s ago</c>, <c>3 min ago</c>, <c>5 h ago</c>, <c>2 d ago</c>.</summary>
    public static string Ago(TimeSpan span) => span switch
    {
        { TotalSeconds: < 5 } => "just now",
        { TotalMinutes: < 1 } => $"{(int)span.TotalSeconds} s ago",
        { TotalHours: < 1 } => $"{(int)span.TotalMinutes} min ago",
        { TotalDays: < 1 } => $"{(int)span.TotalHours} h ago",
        _ => $"{(int)span.TotalDays} d ago",
    };

    /// <summary>US cents as dollars: <c>$0.07</c>.</summary>
    public static string Cost(long cents) => string.Create(CultureInfo.InvariantCulture, $"${cents / 100m:0.00}");

    /// <summary>Digits in groups: <c>12 340</c>, with a space that does not break.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u00a0');
}
