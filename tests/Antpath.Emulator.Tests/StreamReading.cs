namespace Antpath.Emulator.Tests;

internal static class StreamReading
{
    public static async Task<byte[]> ReadToEndAsync(this Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
