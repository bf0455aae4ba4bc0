using System.Security.Cryptography;
using Antpath.Engine.Configuration;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Secrets.Keys;

/// <summary>Keys of this process, from the environment or a file. Read at first use: a host that opens no secret needs none.</summary>
internal sealed class LocalKeys(IOptions<VaultOptions> options) : IKeyEncryption
{
    private readonly Lazy<KeyRing> _keys = new(() => Read(options.Value));

    public string CurrentId => _keys.Value.CurrentId;

    public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> dek, byte[] binding, CancellationToken cancellationToken) =>
        new(SealedBytes.Encrypt(_keys.Value.Current, dek.Span, binding));

    public ValueTask<byte[]> UnwrapAsync(string keyId, byte[] wrapped, byte[] binding, CancellationToken cancellationToken)
    {
        if (!_keys.Value.TryGet(keyId, out var key))
            throw new SecretUnreadableException($"It is wrapped with key '{keyId}', which ANTPATH_VAULT_KEYS does not hold. Put the key back.");
        try
        {
            return new(SealedBytes.Decrypt(key, wrapped, binding));
        }
        catch (CryptographicException e)
        {
            throw new SecretUnreadableException($"It does not unwrap with key '{keyId}': the key under that id is another one, or the row was altered. Restore the key or fail the run.", e);
        }
    }

    private static KeyRing Read(VaultOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.KeysFile))
            return KeyRing.Parse(options.Keys ?? "", "ANTPATH_VAULT_KEYS");
        try
        {
            return KeyRing.Parse(File.ReadAllText(options.KeysFile), "ANTPATH_VAULT_KEYS_FILE");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException($"ANTPATH_VAULT_KEYS_FILE: '{options.KeysFile}' cannot be read. Check that it exists and that this user may read it.", e);
        }
    }
}
