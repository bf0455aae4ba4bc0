namespace Antpath.Engine.Secrets.Keys;

/// <summary>Wraps data keys with key-encryption keys. What holds those keys may be this process or a key service outside it.</summary>
public interface IKeyEncryption
{
    /// <summary>The id of the key that new data keys are wrapped with; at most 64 characters.</summary>
    string CurrentId { get; }

    /// <summary>Wraps a data key with the current key.</summary>
    /// <param name="dek">The data key. Cleared by the caller.</param>
    /// <param name="binding">Associated data: what it is wrapped for. Unwrapping needs the same.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KeyUnavailableException">The key cannot be used now.</exception>
    ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> dek, byte[] binding, CancellationToken cancellationToken);

    /// <summary>Unwraps a data key.</summary>
    /// <param name="keyId">The key it was wrapped with.</param>
    /// <param name="wrapped">The wrapped data key.</param>
    /// <param name="binding">What it was wrapped for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The data key. The caller clears it.</returns>
    /// <exception cref="SecretUnreadableException">The key is not there for good, or these bytes were not wrapped with it for this.</exception>
    /// <exception cref="KeyUnavailableException">The key cannot be used now.</exception>
    ValueTask<byte[]> UnwrapAsync(string keyId, byte[] wrapped, byte[] binding, CancellationToken cancellationToken);
}
