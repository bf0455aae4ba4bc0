using Amazon.S3.Model;

namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>Reads an object's bytes: no silence lasts longer than allowed, and what breaks is blamed on the store. Owns the answer.</summary>
internal sealed class S3BodyStream(GetObjectResponse answer, OutputPath path, TimeSpan idleTimeout, TimeProvider time) : Stream
{
    private readonly Stream _inner = answer.ResponseStream;
    private long _left = answer.ContentLength;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var silence = new CancellationTokenSource(idleTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            var read = await _inner.ReadAsync(buffer, both.Token);
            _left -= read;
            if (read == 0 && buffer.Length > 0 && _left > 0)
                throw new OutputStoreException($"The output store ended the object '{path}' {_left} bytes early.");
            return read;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OutputStoreException($"The output store was silent for {idleTimeout.TotalSeconds:0.#} s inside the object '{path}'.", e);
        }
        catch (Exception e) when (e is (IOException or HttpRequestException) and not OutputStoreException)
        {
            throw new OutputStoreException($"The output store broke off inside the object '{path}'.", e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            answer.Dispose();
        base.Dispose(disposing);
    }
}
