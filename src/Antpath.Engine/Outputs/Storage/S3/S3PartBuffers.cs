using System.Buffers;

namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>The memory for parts on their way, shared by all files of the process: who finds none free waits.</summary>
internal sealed class S3PartBuffers(int heldMax) : IDisposable
{
    private readonly SemaphoreSlim _free = new(heldMax, heldMax);

    public async Task<S3Part> RentAsync(int bytes, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new S3Part(this, ArrayPool<byte>.Shared.Rent(bytes), bytes);
    }

    public void Return(byte[] buffer, bool reuse)
    {
        // file contents must not wait in a shared buffer for whoever rents it next
        if (reuse)
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        _free.Release();
    }

    public void Dispose() => _free.Dispose();
}
