using System.Text;

namespace Antpath.Emulator.Transport;

/// <summary>One part of a multipart body.</summary>
/// <param name="Filename">As sent, with any directories; null for a plain field.</param>
/// <param name="Length">Bytes the part had.</param>
/// <param name="Head">The bytes that were kept: all of a skill's file, the beginning of an uploaded one.</param>
internal sealed record UploadedPart(string Name, string? Filename, string? MimeType, long Length, ReadOnlyMemory<byte> Head)
{
    public bool IsFile => Filename is not null;

    public string Text => Encoding.UTF8.GetString(Head.Span);
}
