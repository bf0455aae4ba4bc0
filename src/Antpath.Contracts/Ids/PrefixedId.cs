using System.Diagnostics.CodeAnalysis;

namespace Antpath.Ids;

/// <summary>
/// Text form of ids: prefix, underscore, 26 lower-case characters of Crockford's base 32 (no i, l, o, u), most significant bits first, so
/// that ids sort by the time they were made.
/// </summary>
public static class PrefixedId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int Digits = 26;

    /// <summary>Writes an id as text.</summary>
    /// <typeparam name="T">The id type.</typeparam>
    /// <param name="id">The id.</param>
    /// <returns>For example <c>run_01k5…</c>.</returns>
    public static string Format<T>(T id)
        where T : struct, IPrefixedId<T>
    {
        Span<byte> bytes = stackalloc byte[16];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        var number = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        Span<char> digits = stackalloc char[Digits];
        for (var i = Digits - 1; i >= 0; i--)
        {
            digits[i] = Alphabet[(int)(number & 31)];
            number >>= 5;
        }

        return string.Concat(T.Prefix, "_", digits);
    }

    /// <summary>Reads an id; any other prefix, length or character is refused.</summary>
    /// <typeparam name="T">The id type.</typeparam>
    /// <param name="text">The text, or null.</param>
    /// <param name="id">The id, when this returns true.</param>
    /// <returns>Whether the text is an id of this kind.</returns>
    public static bool TryParse<T>([NotNullWhen(true)] string? text, out T id)
        where T : struct, IPrefixedId<T>
    {
        id = default;
        var start = T.Prefix.Length + 1;
        if (text is null || text.Length != start + Digits || text[start - 1] != '_' || !text.StartsWith(T.Prefix, StringComparison.Ordinal))
            return false;

        // 26 digits hold 130 bits: the first digit may use only its lowest three
        if (text[start] > '7')
            return false;

        UInt128 number = 0;
        foreach (var digit in text.AsSpan(start))
        {
            var value = Alphabet.IndexOf(digit);
            if (value < 0)
                return false;
            number = (number << 5) | (uint)value;
        }

        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        id = T.From(new Guid(bytes, bigEndian: true));
        return true;
    }
}
