using System.Buffers.Binary;
using System.Buffers.Text;

namespace Antpath.Engine.Runs;

/// <summary>
/// Opaque places to continue from: base64url over a kind byte and a position. A cursor of another kind, or a damaged one, does not read; one that
/// was forged shows its holder nothing that the holder's workspace may not see anyway.
/// </summary>
internal static class Cursor
{
    private const byte RunKind = 0x11;
    private const byte EventKind = 0x21;
    private const byte OutputKind = 0x31;
    private const byte AuditKind = 0x41;
    private const byte TokenKind = 0x51;
    private const int IdBytes = 16;

    /// <summary>Before every place of a list that runs backwards in time.</summary>
    public static RunPlace Newest { get; } = new(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet);

    /// <summary>Before every output and failure.</summary>
    public static OutputPlace FirstOutput { get; } = new(Guid.Empty, Guid.Empty);

    public static string Of(RunPlace place)
    {
        Span<byte> bytes = stackalloc byte[1 + sizeof(long) + IdBytes];
        bytes[0] = RunKind;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], place.CreatedAt.UtcTicks);
        place.Id.TryWriteBytes(bytes[(1 + sizeof(long))..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(string? text, out RunPlace place)
    {
        place = Newest;
        if (text is null)
            return true;
        Span<byte> bytes = stackalloc byte[1 + sizeof(long) + IdBytes];
        if (!TryDecode(text, bytes, RunKind))
            return false;
        var ticks = BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
        if (ticks < DateTime.UnixEpoch.Ticks || ticks > Newest.CreatedAt.Ticks)
            return false;
        place = new RunPlace(new DateTimeOffset(ticks, TimeSpan.Zero), new Guid(bytes[(1 + sizeof(long))..], bigEndian: true));
        return true;
    }

    /// <param name="sequence">An event's place in its run's log.</param>
    public static string Of(long sequence) => OfSequence(EventKind, sequence);

    public static bool TryRead(string? text, out long sequence) => TryReadSequence(text, EventKind, 0, out sequence);

    /// <param name="sequence">A line's place in its workspace's audit trail, which is read backwards.</param>
    public static string OfAudit(long sequence) => OfSequence(AuditKind, sequence);

    public static bool TryReadAudit(string? text, out long sequence) => TryReadSequence(text, AuditKind, long.MaxValue, out sequence);

    public static string Of(OutputPlace place)
    {
        Span<byte> bytes = stackalloc byte[1 + IdBytes + IdBytes];
        bytes[0] = OutputKind;
        place.Output.TryWriteBytes(bytes[1..], bigEndian: true, out _);
        place.Failure.TryWriteBytes(bytes[(1 + IdBytes)..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryRead(string? text, out OutputPlace place)
    {
        place = FirstOutput;
        if (text is null)
            return true;
        Span<byte> bytes = stackalloc byte[1 + IdBytes + IdBytes];
        if (!TryDecode(text, bytes, OutputKind))
            return false;
        place = new OutputPlace(new Guid(bytes.Slice(1, IdBytes), bigEndian: true), new Guid(bytes[(1 + IdBytes)..], bigEndian: true));
        return true;
    }

    /// <param name="token">The last token of a page, newest first.</param>
    public static string OfToken(Guid token)
    {
        Span<byte> bytes = stackalloc byte[1 + IdBytes];
        bytes[0] = TokenKind;
        token.TryWriteBytes(bytes[1..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryReadToken(string? text, out Guid token)
    {
        token = Guid.AllBitsSet;
        if (text is null)
            return true;
        Span<byte> bytes = stackalloc byte[1 + IdBytes];
        if (!TryDecode(text, bytes, TokenKind))
            return false;
        token = new Guid(bytes[1..], bigEndian: true);
        return true;
    }

    private static string OfSequence(byte kind, long sequence)
    {
        Span<byte> bytes = stackalloc byte[1 + sizeof(long)];
        bytes[0] = kind;
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], sequence);
        return Base64Url.EncodeToString(bytes);
    }

    private static bool TryReadSequence(string? text, byte kind, long start, out long sequence)
    {
        sequence = start;
        if (text is null)
            return true;
        Span<byte> bytes = stackalloc byte[1 + sizeof(long)];
        if (!TryDecode(text, bytes, kind))
            return false;
        sequence = BinaryPrimitives.ReadInt64BigEndian(bytes[1..]);
        return sequence >= 0;
    }

    private static bool TryDecode(string text, Span<byte> bytes, byte kind) =>
        text.Length == Base64Url.GetEncodedLength(bytes.Length)
        && Base64Url.IsValid(text, out var length)
        && length == bytes.Length
        && Base64Url.TryDecodeFromChars(text, bytes, out _)
        && bytes[0] == kind;
}
