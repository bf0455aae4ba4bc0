namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>One part of a file in memory.</summary>
internal sealed class S3Part(S3PartBuffers owner, byte[] buffer, int capacity) : IDisposable
{
    private byte[]? _buffer = buffer;
    private bool _settled = true;

    /// <summary>Bytes it holds.</summary>
    public int Count { get; private set; }

    /// <summary>Whether it could hold no more.</summary>
    public bool Full => Count == capacity;

    public ReadOnlySpan<byte> Bytes => Held.AsSpan(0, Count);

    private byte[] Held => _buffer ?? throw new ObjectDisposedException(nameof(S3Part));

    /// <summary>Reads until it is full or the source ends.</summary>
    public async Task FillAsync(Stream source, CancellationToken cancellationToken) =>
        Count = await source.ReadAtLeastAsync(Held.AsMemory(0, capacity), capacity, throwOnEndOfStream: false, cancellationToken);

    /// <summary>The bytes as a request's body; may be read again for a repeat.</summary>
    public MemoryStream AsBody()
    {
        _settled = false;
        return new MemoryStream(Held, 0, Count, writable: false);
    }

    /// <summary>Nobody reads the body any more. One that broke off may still be read by its connection, so its memory is never used again.</summary>
    public void Settled() => _settled = true;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } held)
            owner.Return(held, capacity, reuse: _settled);
    }
}
