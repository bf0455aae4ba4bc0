namespace Antpath.Emulator.Transport;

/// <summary>Lets only a few large bodies into memory at a time. Files are not kept while they are read and need no place.</summary>
internal sealed class LargeBodies : IDisposable
{
    private readonly SemaphoreSlim _places = new(EmulatorLimits.LargeBodiesInFlightMax);

    public async Task ReadAsync(HttpContext http, BodyKind kind, Func<Task> readAsync)
    {
        bool small = http.Request.ContentLength <= EmulatorLimits.LargeBodyBytes || http.Request.Method != "POST";
        if (small || kind == BodyKind.File)
        {
            await readAsync();
            return;
        }
        await _places.WaitAsync(http.RequestAborted);
        try
        {
            await readAsync();
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();
}
