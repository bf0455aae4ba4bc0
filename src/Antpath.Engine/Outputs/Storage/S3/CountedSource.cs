using System.Security.Cryptography;

namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>The bytes being copied: counted, hashed and stopped at the limit. Its source's exceptions pass through unchanged.</summary>
internal sealed class CountedSource(Stream source, IncrementalHash hash, long sizeMax)
{
    private readonly byte[] _oneMore = new byte[1];

    public long SizeBytes { get; private set; }

    /// <exception cref="OutputTooLargeException">There is more than allowed.</exception>
    public async Task FillAsync(S3Part part, CancellationToken cancellationToken)
    {
        await part.FillAsync(source, cancellationToken);
        SizeBytes += part.Count;
        if (SizeBytes > sizeMax)
            throw TooLarge();
        hash.AppendData(part.Bytes);
    }

    /// <exception cref="OutputTooLargeException">There is more than allowed.</exception>
    public async Task EnsureEndedAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (SizeBytes == sizeMax && await source.ReadAsync(_oneMore, cancellationToken) > 0)
            throw TooLarge();
    }

    private OutputTooLargeException TooLarge() => new($"More than {sizeMax} bytes came; the copy was dropped.");
}
