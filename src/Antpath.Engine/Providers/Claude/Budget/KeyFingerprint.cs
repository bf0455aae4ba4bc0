using System.Security.Cryptography;
using System.Text;

namespace Antpath.Engine.Providers.Claude.Budget;

/// <summary>Tells provider keys apart without holding them: an HMAC-SHA256 under the installation's pepper. Stored with the key's budget, never logged.</summary>
internal readonly record struct KeyFingerprint
{
    // no other use of the pepper hashes a text that begins like this
    private const string Purpose = "provider key budget:";

    private readonly string _hex;

    private KeyFingerprint(string hex) => _hex = hex;

    public byte[] Bytes => Convert.FromHexString(_hex);

    public static KeyFingerprint Of(string apiKey, ReadOnlySpan<byte> pepper) =>
        new(Convert.ToHexString(HMACSHA256.HashData(pepper, Encoding.UTF8.GetBytes(Purpose + apiKey))));

    public override string ToString() => "[key]";
}
