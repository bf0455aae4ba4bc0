using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Antpath.Emulator.Transport;

/// <summary>
/// Where a page ended. Opaque to clients; bound to the endpoint and the order it was made for (§4).
/// </summary>
/// <param name="Key">Position of the last item handed out, in the list's own numbering.</param>
/// <param name="At">Creation instant of that item: a later <c>created_at</c> filter must still contain it.</param>
/// <param name="Backward">Whether the page before the position is meant (<c>prev_page</c>, sessions only).</param>
internal sealed record Cursor(string Endpoint, string Order, long Key, DateTimeOffset At, bool Backward)
{
    private const string Prefix = "page_";

    public override string ToString()
    {
        string plain = string.Create(CultureInfo.InvariantCulture, $"{Endpoint}\n{Order}\n{Key}\n{At.UtcTicks}\n{(Backward ? 1 : 0)}");
        return Prefix + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(plain));
    }

    /// <summary>Reads a cursor made for this endpoint and order; anything else is a 400.</summary>
    public static Cursor Read(string text, string endpoint, string order)
    {
        if (!TryRead(text, out Cursor? cursor) || cursor.Endpoint != endpoint)
            throw RefusedException.Invalid("page: is not a cursor of this list");
        return cursor.Order == order ? cursor : throw RefusedException.Invalid("page: was made for another order");
    }

    private static bool TryRead(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Cursor? cursor)
    {
        cursor = null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(text.AsSpan(Prefix.Length)))
            return false;
        string[] parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text.AsSpan(Prefix.Length))).Split('\n');
        if (parts.Length != 5 || !long.TryParse(parts[2], out long key) || !long.TryParse(parts[3], out long ticks)
            || ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks)
            return false;
        cursor = new Cursor(parts[0], parts[1], key, new DateTimeOffset(ticks, TimeSpan.Zero), parts[4] == "1");
        return true;
    }
}
