using System.Text;

namespace Antpath.Emulator.Files;

/// <summary>The bytes of a produced file: held when small, made while reading when large.</summary>
internal abstract record FileContent
{
    private FileContent()
    {
    }

    public abstract long Length { get; }

    public abstract Stream Open();

    public static FileContent Text(string text) => new Held(Encoding.UTF8.GetBytes(text));

    public sealed record Held(byte[] Bytes) : FileContent
    {
        public override long Length => Bytes.Length;

        public override Stream Open() => new MemoryStream(Bytes, writable: false);
    }

    /// <summary>Always the same bytes for the same seed; never in memory as a whole.</summary>
    public sealed record Generated(long Size, int Seed) : FileContent
    {
        public override long Length => Size;

        public override Stream Open() => new GeneratedStream(Size, Seed);
    }
}
