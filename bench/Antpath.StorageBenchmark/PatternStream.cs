namespace Antpath.StorageBenchmark;

/// <summary>So many bytes of a pattern, held nowhere.</summary>
internal sealed class PatternStream(long length) : Stream
{
    private static readonly byte[] Pattern = [.. Enumerable.Range(0, 1 << 16).Select(i => (byte)(i * 31))];
    private long _left = length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = (int)Math.Min(Math.Min(count, Pattern.Length), _left);
        Pattern.AsSpan(0, read).CopyTo(buffer.AsSpan(offset));
        _left -= read;
        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
