namespace Antpath.Emulator.Files;

/// <summary>A read-only stream of repeatable bytes, made block by block.</summary>
internal sealed class GeneratedStream(long size, int seed) : Stream
{
    private const int BlockBytes = 64 * 1024;

    private readonly byte[] _block = MakeBlock(seed);
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => size;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("a generated file is read from start to end");
    }

    public override int Read(Span<byte> buffer)
    {
        int offset = (int)(_position % BlockBytes);
        int count = (int)Math.Min(Math.Min(buffer.Length, BlockBytes - offset), size - _position);
        _block.AsSpan(offset, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a generated file is read from start to end");

    public override void SetLength(long value) => throw new NotSupportedException("a generated file is read only");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("a generated file is read only");

    private static byte[] MakeBlock(int seed)
    {
        byte[] block = new byte[BlockBytes];
#pragma warning disable CA5394 // filler, not a secret: it must be repeatable
        new Random(seed).NextBytes(block);
#pragma warning restore CA5394
        return block;
    }
}
