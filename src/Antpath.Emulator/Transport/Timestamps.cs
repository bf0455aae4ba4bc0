using System.Globalization;

namespace Antpath.Emulator.Transport;

/// <summary>Instants as the API writes and reads them: RFC 3339, UTC when written (§5), any numeric offset when read (§1.4).</summary>
internal static class Timestamps
{
    public static string Write(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static string? Write(DateTimeOffset? instant) => instant is { } at ? Write(at) : null;

    public static bool TryRead(string text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant)
        && text.Contains('T', StringComparison.Ordinal);
}
