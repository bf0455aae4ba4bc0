using System.Runtime.InteropServices;

namespace Antpath.Engine.Providers.Claude;

/// <summary>Reads memory as a stream, without a second copy of it where that can be.</summary>
internal static class ContentStream
{
    public static MemoryStream Over(ReadOnlyMemory<byte> content) => MemoryMarshal.TryGetArray(content, out var bytes)
        ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false)
        : new MemoryStream(content.ToArray(), writable: false);
}
