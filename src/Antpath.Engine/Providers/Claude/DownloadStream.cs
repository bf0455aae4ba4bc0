namespace Antpath.Engine.Providers.Claude;

/// <summary>
/// A file's bytes as they arrive. Silence longer than the idle limit ends it with an <see cref="IOException"/>, as do a broken connection, a body
/// shorter than announced and one that drips beyond the limit on the whole. Disposing it gives the connection back.
/// </summary>
internal sealed class DownloadStream(IDisposable response, Stream body, TimeSpan idleTimeout, TimeSpan timeout, TimeProvider time) : Stream
{
    private readonly long _openedAt = time.GetTimestamp();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Downloads are read asynchronously.");

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var left = timeout - time.GetElapsedTime(_openedAt);
        if (left <= TimeSpan.Zero)
            throw new IOException(TooSlow());

        using var silence = new CancellationTokenSource(left < idleTimeout ? left : idleTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await body.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException(left < idleTimeout ? TooSlow() : $"The download gave no byte for {idleTimeout.TotalSeconds:0.###} s.", e);
        }
        catch (HttpRequestException e)
        {
            throw new IOException("The download broke off.", e);
        }
    }

    private string TooSlow() => $"The download took longer than {timeout.TotalSeconds:0.###} s.";

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await body.DisposeAsync();
        response.Dispose();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
            response.Dispose();
        }

        base.Dispose(disposing);
    }
}
