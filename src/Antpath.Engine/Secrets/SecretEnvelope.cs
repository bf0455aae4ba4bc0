using System.Security.Cryptography;
using System.Text;
using Antpath.Engine.Database;
using Antpath.Engine.Secrets.Keys;
using Antpath.Ids;
using Antpath.Submission;

namespace Antpath.Engine.Secrets;

/// <summary>
/// Envelope encryption of a run's bundle: a fresh data key for each entry encrypts the bundle, a key-encryption key wraps the data key. The
/// associated data binds both to the workspace, the run and the entry, so that no row can be passed off as another.
/// </summary>
public sealed class SecretEnvelope(IKeyEncryption keys, TimeProvider time)
{
    private const int DekBytes = 32;

    /// <summary>The id of the key that new entries are wrapped with.</summary>
    public string CurrentKeyId => keys.CurrentId;

    /// <summary>Encrypts a bundle for one run.</summary>
    /// <param name="workspace">The run's workspace.</param>
    /// <param name="run">The run.</param>
    /// <param name="bundle">What the worker needs.</param>
    /// <param name="cancellationToken">Ends the wait for a key service.</param>
    /// <exception cref="KeyUnavailableException">The key cannot be used now.</exception>
    public async ValueTask<SealedSecret> SealAsync(WorkspaceId workspace, RunId run, ExecutionBundle bundle, CancellationToken cancellationToken)
    {
        var plain = bundle.ToUtf8Json();
        var dek = GC.AllocateUninitializedArray<byte>(DekBytes, pinned: true);
        try
        {
            var entry = time.NewUuid();
            var keyId = keys.CurrentId;
            RandomNumberGenerator.Fill(dek);
            return new SealedSecret
            {
                EntryId = entry,
                Workspace = workspace,
                Run = run,
                KekId = keyId,
                Ciphertext = SealedBytes.Encrypt(dek, plain, Binding("bundle", workspace, run, entry)),
                WrappedDek = await keys.WrapAsync(dek, Binding(keyId, workspace, run, entry), cancellationToken),
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
    /// <param name="cancellationToken">Ends the wait for a key service.</param>
    /// <exception cref="SecretUnreadableException">The key is not there, the bytes or their binding were altered, or another version wrote them.</exception>
    /// <exception cref="KeyUnavailableException">The key cannot be used now.</exception>
    public async ValueTask<ExecutionBundle> OpenAsync(SealedSecret secret, CancellationToken cancellationToken)
    {
        byte[] dek = [];
        byte[] plain = [];
        try
        {
            dek = await UnwrapAsync(secret, cancellationToken);
            plain = SealedBytes.Decrypt(dek, secret.Ciphertext, Binding("bundle", secret.Workspace, secret.Run, secret.EntryId));
            return ExecutionBundle.Parse(plain);
        }
        catch (CryptographicException e)
        {
            throw new SecretUnreadableException($"{secret} does not decrypt: the row was altered. Fail the run.", e);
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

    /// <summary>Wraps an entry's data key with the current key. The bundle is neither decrypted nor touched.</summary>
    /// <param name="secret">What was stored; its ciphertext may be empty.</param>
    /// <param name="cancellationToken">Ends the wait for a key service.</param>
    /// <returns>The same entry under the current key.</returns>
    /// <exception cref="SecretUnreadableException">The old key is not there, or the row was altered.</exception>
    /// <exception cref="KeyUnavailableException">A key cannot be used now.</exception>
    public async ValueTask<SealedSecret> RewrapAsync(SealedSecret secret, CancellationToken cancellationToken)
    {
        var dek = await UnwrapAsync(secret, cancellationToken);
        try
        {
            var keyId = keys.CurrentId;
            var wrapped = await keys.WrapAsync(dek, Binding(keyId, secret.Workspace, secret.Run, secret.EntryId), cancellationToken);
            return secret with { KekId = keyId, WrappedDek = wrapped };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dek);
        }
    }

    /// <summary>Wraps what can be, and names the rest.</summary>
    internal async Task<(List<T> Wrapped, List<RunId> Unreadable)> RewrapAllAsync<T>(
        IEnumerable<T> entries, Func<T, SealedSecret> secretOf, Func<T, SealedSecret, T> with, CancellationToken cancellationToken)
    {
        var wrapped = new List<T>();
        var unreadable = new List<RunId>();
        foreach (var entry in entries)
        {
            try
            {
                wrapped.Add(with(entry, await RewrapAsync(secretOf(entry), cancellationToken)));
            }
            catch (SecretUnreadableException)
            {
                unreadable.Add(secretOf(entry).Run);
            }
        }

        return (wrapped, unreadable);
    }

    private async ValueTask<byte[]> UnwrapAsync(SealedSecret secret, CancellationToken cancellationToken)
    {
        try
        {
            return await keys.UnwrapAsync(secret.KekId, secret.WrappedDek, Binding(secret.KekId, secret.Workspace, secret.Run, secret.EntryId), cancellationToken);
        }
        catch (SecretUnreadableException e)
        {
            throw new SecretUnreadableException($"{secret} cannot be opened. {e.Message}", e);
        }
        catch (FormatException e)
        {
            throw new SecretUnreadableException($"{secret} was wrapped in a form that this build cannot read. Use the release that accepted the run, or a newer one.", e);
        }
    }

    private static byte[] Binding(string purpose, WorkspaceId workspace, RunId run, Guid entry) =>
        Encoding.UTF8.GetBytes($"antpath vault {SealedBytes.FormatVersion}\n{purpose}\n{workspace}\n{run}\n{entry:N}");
}
