using System.Buffers;
using System.Collections.Concurrent;

namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>
/// The memory for parts on their way, shared by all files of the process: who finds none free waits. Whole parts are kept here and not in the shared
/// pool, which would keep some for every thread that ever returned one.
/// </summary>
internal sealed class S3PartBuffers(int heldMax, int partBytes, int keptMax) : IDisposable
{
    private readonly SemaphoreSlim _free = new(heldMax, heldMax);
    private readonly ConcurrentStack<byte[]> _kept = new();

    public async Task<S3Part> RentAsync(int bytes, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        var buffer = bytes < partBytes ? ArrayPool<byte>.Shared.Rent(bytes)
            : bytes == partBytes && _kept.TryPop(out var kept) ? kept
            : GC.AllocateUninitializedArray<byte>(bytes);
        return new S3Part(this, buffer, bytes);
    }

    /// <param name="capacity">What was asked for.</param>
    /// <param name="reuse">Whether nobody can read it any more.</param>
    public void Return(byte[] buffer, int capacity, bool reuse)
    {
        // file contents must not wait in a shared buffer for whoever rents it next
        if (reuse && capacity < partBytes)
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
        else if (reuse && capacity == partBytes && _kept.Count < keptMax)
        {
            Array.Clear(buffer);
            _kept.Push(buffer);
        }

        _free.Release();
    }

    public void Dispose() => _free.Dispose();
}
