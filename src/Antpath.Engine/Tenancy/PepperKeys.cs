using System.Security.Cryptography;
using System.Text;
using Antpath.Engine.Configuration;
using Antpath.Engine.Secrets;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Tenancy;

/// <summary>Keys derived from the token pepper, one for each purpose, so that what one of them made is worth nothing to another.</summary>
public sealed class PepperKeys(IOptions<TokenOptions> tokens)
{
    private readonly Lazy<KeyRing> _peppers = new(() => KeyRing.Parse(tokens.Value.Pepper, "ANTPATH_TOKEN_PEPPER"));

    /// <summary>The id of the pepper for new things.</summary>
    public string CurrentId => _peppers.Value.CurrentId;

    /// <summary>Every pepper's id, the current one first.</summary>
    public IReadOnlyList<string> Ids => _peppers.Value.Ids;

    /// <summary>The key of one purpose.</summary>
    /// <param name="id">The pepper it is derived from.</param>
    /// <param name="purpose">What it is for.</param>
    /// <exception cref="CryptographicException">The pepper is not there any more.</exception>
    public byte[] Derive(string id, string purpose) => _peppers.Value.TryGet(id, out var pepper)
        ? HKDF.DeriveKey(HashAlgorithmName.SHA256, pepper, KeyRing.KeyBytes, info: Encoding.UTF8.GetBytes($"antpath {purpose}"))
        : throw new CryptographicException($"ANTPATH_TOKEN_PEPPER does not hold '{id}' any more");

    /// <summary>Encrypts with the current pepper.</summary>
    /// <param name="purpose">What it is for; opening needs the same.</param>
    /// <param name="plain">What to seal.</param>
    public byte[] Seal(string purpose, ReadOnlySpan<byte> plain) => SealedBytes.Encrypt(Derive(CurrentId, purpose), plain, Binding(CurrentId, purpose));

    /// <summary>Decrypts.</summary>
    /// <param name="id">The pepper that was current.</param>
    /// <param name="purpose">What it was sealed for.</param>
    /// <param name="sealedBytes">What was sealed.</param>
    /// <exception cref="CryptographicException">The pepper is not there any more, or these bytes were not sealed with it for this.</exception>
    /// <exception cref="FormatException">Another version sealed it.</exception>
    public byte[] Open(string id, string purpose, byte[] sealedBytes) => SealedBytes.Decrypt(Derive(id, purpose), sealedBytes, Binding(id, purpose));

    private static byte[] Binding(string id, string purpose) => Encoding.UTF8.GetBytes($"{purpose}\n{id}");
}
