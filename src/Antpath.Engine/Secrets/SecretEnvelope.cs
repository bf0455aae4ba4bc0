using System.Security.Cryptography;
using System.Text;
using Antpath.Engine.Configuration;
using Antpath.Engine.Database;
using Antpath.Ids;
using Antpath.Submission;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Secrets;

/// <summary>
/// Envelope encryption of a run's bundle: a fresh data key for each entry encrypts the bundle, a key-encryption key wraps the data key, both with
/// AES-256-GCM. The associated data binds both to the workspace, the run and the entry, so that no row can be passed off as another.
/// </summary>
public sealed class SecretEnvelope
{
    private const byte FormatVersion = 1;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeaderBytes = 1 + NonceBytes + TagBytes;

    private readonly TimeProvider _time;
    private readonly Lazy<KeyRing> _keys;

    public SecretEnvelope(IOptions<VaultOptions> options, TimeProvider time)
    {
        _time = time;
        _keys = new Lazy<KeyRing>(() => ReadKeys(options.Value));
    }

    /// <summary>Encrypts a bundle for one run.</summary>
    /// <param name="workspace">The run's workspace.</param>
    /// <param name="run">The run.</param>
    /// <param name="bundle">What the worker needs.</param>
    public SealedSecret Seal(WorkspaceId workspace, RunId run, ExecutionBundle bundle)
    {
        var plain = bundle.ToUtf8Json();
        Span<byte> dek = stackalloc byte[KeyRing.KeyBytes];
        try
        {
            var entry = _time.NewUuid();
            var kekId = _keys.Value.CurrentId;
            RandomNumberGenerator.Fill(dek);
            return new SealedSecret
            {
                EntryId = entry,
                Workspace = workspace,
                Run = run,
                KekId = kekId,
                Ciphertext = Encrypt(dek, plain, Binding("bundle", workspace, run, entry)),
                WrappedDek = Encrypt(_keys.Value.Current, dek, Binding(kekId, workspace, run, entry)),
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dek);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Decrypts a bundle.</summary>
    /// <param name="secret">What was stored.</param>
    /// <exception cref="SecretUnreadableException">The key is not on the ring, the bytes or their binding were altered, or another version wrote them.</exception>
    public ExecutionBundle Open(SealedSecret secret)
    {
        if (!_keys.Value.TryGet(secret.KekId, out var kek))
            throw new SecretUnreadableException($"{secret} is wrapped with key '{secret.KekId}', which ANTPATH_VAULT_KEYS does not hold. Put the key back.");

        byte[] dek = [];
        byte[] plain = [];
        try
        {
            dek = Decrypt(kek, secret.WrappedDek, Binding(secret.KekId, secret.Workspace, secret.Run, secret.EntryId));
            plain = Decrypt(dek, secret.Ciphertext, Binding("bundle", secret.Workspace, secret.Run, secret.EntryId));
            return ExecutionBundle.Parse(plain);
        }
        catch (CryptographicException e)
        {
            throw new SecretUnreadableException(
                $"{secret} does not decrypt with key '{secret.KekId}': the key under that id is another one, or the row was altered. Restore the key or fail the run.", e);
        }
        catch (FormatException e)
        {
            throw new SecretUnreadableException($"{secret} was written in a form that this build cannot read. Use the release that accepted the run, or a newer one.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dek);
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, byte[] binding)
    {
        var sealedBytes = new byte[HeaderBytes + plain.Length];
        sealedBytes[0] = FormatVersion;
        var nonce = sealedBytes.AsSpan(1, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(HeaderBytes), sealedBytes.AsSpan(1 + NonceBytes, TagBytes), binding);
        return sealedBytes;
    }

    private static byte[] Decrypt(ReadOnlySpan<byte> key, byte[] sealedBytes, byte[] binding)
    {
        if (sealedBytes.Length < HeaderBytes || sealedBytes[0] != FormatVersion)
            throw new FormatException("unknown envelope version");
        var plain = new byte[sealedBytes.Length - HeaderBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(
            sealedBytes.AsSpan(1, NonceBytes), sealedBytes.AsSpan(HeaderBytes), sealedBytes.AsSpan(1 + NonceBytes, TagBytes), plain, binding);
        return plain;
    }

    private static byte[] Binding(string purpose, WorkspaceId workspace, RunId run, Guid entry) =>
        Encoding.UTF8.GetBytes($"antpath vault {FormatVersion}\n{purpose}\n{workspace}\n{run}\n{entry:N}");

    private static KeyRing ReadKeys(VaultOptions options)
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
