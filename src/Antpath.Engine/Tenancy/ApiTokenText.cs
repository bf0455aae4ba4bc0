using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Antpath.Ids;

namespace Antpath.Engine.Tenancy;

/// <summary>
/// An API token in full: <c>ant_</c>, 26 characters of token id, 32 of secret (160 bits), 6 of checksum (the low 30 bits of CRC-32 over all
/// before it), in lower-case Crockford base 32. The checksum tells a typo from a token that is not known. Shows nothing in its text form.
/// </summary>
public sealed class ApiTokenText
{
    /// <summary>What every token begins with.</summary>
    public const string Prefix = "ant_";

    /// <summary>Characters of a token.</summary>
    public const int Length = 4 + IdDigits + SecretDigits + ChecksumDigits;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int IdDigits = 26;
    private const int SecretDigits = 32;
    private const int ChecksumDigits = 6;

    private static readonly SearchValues<char> Digits = SearchValues.Create(Alphabet);

    private readonly string _text;

    private ApiTokenText(string text, ApiTokenId id)
    {
        _text = text;
        Id = id;
    }

    /// <summary>The id inside the token; it is no secret.</summary>
    public ApiTokenId Id { get; }

    /// <summary>Makes a token with a fresh secret.</summary>
    /// <param name="id">The token's id.</param>
    public static ApiTokenText Create(ApiTokenId id)
    {
        Span<byte> random = stackalloc byte[SecretDigits];
        RandomNumberGenerator.Fill(random);
        var text = new StringBuilder(Length).Append(Prefix).Append(id.ToString().AsSpan(ApiTokenId.Prefix.Length + 1));
        foreach (var value in random)
            text.Append(Alphabet[value & 31]);
        return new ApiTokenText(text.Append(Checksum(text.ToString())).ToString(), id);
    }

    /// <summary>Reads a presented token; only form and checksum are judged.</summary>
    /// <param name="text">What was presented, or null.</param>
    /// <param name="token">The token, when this returns true.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ApiTokenText? token)
    {
        token = null;
        if (text is null || text.Length != Length || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        if (text.AsSpan(Prefix.Length).ContainsAnyExcept(Digits) || Checksum(text[..^ChecksumDigits]) != text[^ChecksumDigits..])
            return false;
        if (!ApiTokenId.TryParse($"{ApiTokenId.Prefix}_{text.AsSpan(Prefix.Length, IdDigits)}", out var id))
            return false;
        token = new ApiTokenText(text, id);
        return true;
    }

    /// <summary>The token itself, to be shown to its owner once. Never log it.</summary>
    public string Reveal() => _text;

    /// <summary>HMAC-SHA256 of the whole token: what the database keeps.</summary>
    internal byte[] HashWith(ReadOnlySpan<byte> pepper) => HMACSHA256.HashData(pepper, Encoding.ASCII.GetBytes(_text));

    /// <summary>Not the token.</summary>
    public override string ToString() => "[redacted]";

    private static string Checksum(string text)
    {
        var crc = Crc32(Encoding.ASCII.GetBytes(text));
        Span<char> digits = stackalloc char[ChecksumDigits];
        for (var i = ChecksumDigits - 1; i >= 0; i--, crc >>= 5)
            digits[i] = Alphabet[(int)(crc & 31)];
        return new string(digits);
    }

    // CRC-32 of IEEE 802.3, bit by bit: 62 bytes an authentication need no table
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        const uint Polynomial = 0xEDB88320;
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
        }

        return ~crc;
    }
}
