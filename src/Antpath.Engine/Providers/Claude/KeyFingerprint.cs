using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Antpath.Engine.Providers.Claude;

/// <summary>Tells provider keys apart without holding them: part of a SHA-256. Not to be stored or logged.</summary>
internal readonly record struct KeyFingerprint(UInt128 Value)
{
    public static KeyFingerprint Of(string apiKey) => new(BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(apiKey))));

    public override string ToString() => "[key]";
}
