namespace Antpath.Engine.Tests.Outputs.Storage;

/// <summary>Knows how much its reader took, and how much at once.</summary>
internal sealed class WatchedStream(long length) : ZeroStream(length)
{
    private long _read;

    /// <summary>Bytes taken so far.</summary>
    public long BytesRead => Interlocked.Read(ref _read);

    /// <summary>Bytes of the largest buffer it was asked to fill.</summary>
    public int LargestRead { get; private set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        LargestRead = Math.Max(LargestRead, count);
        var read = base.Read(buffer, offset, count);
        Interlocked.Add(ref _read, read);
        return read;
    }
}
