using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>
/// The entity tag that S3 servers compute of what they received: the MD5 of an object sent whole; of one sent in parts, the MD5 of the parts' MD5s and
/// their number. Not every server does, and none under a key-management service: then the bytes are read back instead.
/// </summary>
internal sealed class S3EntityTag
{
    private readonly ConcurrentDictionary<int, byte[]> _parts = new();
    private string? _whole;

    /// <summary>In lower-case hexadecimal, without quotes.</summary>
    public string Value => _whole ?? string.Create(
        CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(Md5(_parts.OrderBy(p => p.Key).SelectMany(p => p.Value).ToArray()))}-{_parts.Count}");

    public void Whole(ReadOnlySpan<byte> bytes) => _whole = Convert.ToHexStringLower(Md5(bytes));

    public void Part(int number, ReadOnlySpan<byte> bytes) => _parts[number] = Md5(bytes);

#pragma warning disable CA5351 // the protocol's choice, against accidents; what outputs are trusted by is SHA-256
    private static byte[] Md5(ReadOnlySpan<byte> bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351
}
