using System.Security.Cryptography;

namespace Antpath.Engine.Secrets;

/// <summary>AES-256-GCM in one form: version, nonce, tag, ciphertext. The nonce is random: no key here ever seals more than a few billion times.</summary>
internal static class SealedBytes
{
    public const byte FormatVersion = 1;

    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + NonceBytes + TagBytes;

    public static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, byte[] binding)
    {
        var sealedBytes = new byte[HeaderBytes + plain.Length];
        sealedBytes[0] = FormatVersion;
        var nonce = sealedBytes.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(HeaderBytes), sealedBytes.AsSpan(1 + NonceBytes, TagBytes), binding);
        return sealedBytes;
    }

    /// <exception cref="FormatException">Another version wrote it.</exception>
    /// <exception cref="CryptographicException">Another key, another binding, or altered bytes.</exception>
    public static byte[] Decrypt(ReadOnlySpan<byte> key, byte[] sealedBytes, byte[] binding)
    {
        if (sealedBytes.Length < HeaderBytes || sealedBytes[0] != FormatVersion)
            throw new FormatException("unknown envelope version");
        var plain = GC.AllocateUninitializedArray<byte>(sealedBytes.Length - HeaderBytes, pinned: true); // never copied by the collector: one place to clear
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(
            sealedBytes.AsSpan(1, NonceBytes), sealedBytes.AsSpan(HeaderBytes), sealedBytes.AsSpan(1 + NonceBytes, TagBytes), plain, binding);
        return plain;
    }
}
