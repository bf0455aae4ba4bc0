using System.Net.Http.Headers;

namespace Antpath.Server.Api.Outputs;

/// <summary>The part of a file that an answer carries. Pure.</summary>
/// <param name="Offset">The first byte.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="Partial">Whether this is less than was there, and answered as 206.</param>
internal readonly record struct ByteRange(long Offset, long Length, bool Partial)
{
    /// <summary>
    /// Reads a <c>Range</c> header (RFC 9110, section 14). What is not a single range of bytes, or stands under an <c>If-Range</c> that no longer
    /// holds, is passed over and the whole file answered.
    /// </summary>
    /// <param name="header">The header's value, or null.</param>
    /// <param name="rangeHolds">Whether the file is still the one the client means.</param>
    /// <param name="sizeBytes">Bytes of the file.</param>
    /// <returns>Null when the range lies outside the file.</returns>
    public static ByteRange? Select(string? header, bool rangeHolds, long sizeBytes)
    {
        var whole = new ByteRange(0, sizeBytes, false);
        if (!rangeHolds || !RangeHeaderValue.TryParse(header, out var ranges) || ranges.Unit != "bytes" || ranges.Ranges.Count != 1)
            return whole;

        var range = ranges.Ranges.Single();
        if (range.From is not { } from)
        {
            var last = Math.Min(range.To!.Value, sizeBytes);
            return last == 0 ? null : new ByteRange(sizeBytes - last, last, true);
        }

        if (from >= sizeBytes)
            return null;

        var to = Math.Min(range.To ?? long.MaxValue, sizeBytes - 1);
        return new ByteRange(from, to - from + 1, true);
    }
}
