using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Antpath.Ids;

namespace Antpath.Engine.Tenancy.Members;

/// <summary>The secret of an invitation's link: base64url over 16 bytes of invitation id and 32 random ones. Shows nothing in its text form.</summary>
public sealed class InvitationText
{
    /// <summary>Characters of every secret.</summary>
    public const int Length = (IdBytes + SecretBytes) / 3 * 4;

    private const int IdBytes = 16;
    private const int SecretBytes = 32;

    private readonly string _text;

    private InvitationText(string text, InvitationId id)
    {
        _text = text;
        Id = id;
    }

    /// <summary>The id inside; it is no secret.</summary>
    public InvitationId Id { get; }

    /// <summary>Makes a fresh secret.</summary>
    /// <param name="id">The invitation's id.</param>
    public static InvitationText Create(InvitationId id)
    {
        Span<byte> bytes = stackalloc byte[IdBytes + SecretBytes];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        RandomNumberGenerator.Fill(bytes[IdBytes..]);
        return new InvitationText(Base64Url.EncodeToString(bytes), id);
    }

    /// <summary>Reads what a browser presented; only the form is judged.</summary>
    /// <param name="text">What was presented, or null.</param>
    /// <param name="secret">The secret, when this returns true.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out InvitationText? secret)
    {
        secret = null;
        Span<byte> bytes = stackalloc byte[IdBytes + SecretBytes];
        if (text is not { Length: Length } || !Base64Url.IsValid(text, out var length) || length != bytes.Length || !Base64Url.TryDecodeFromChars(text, bytes, out _))
            return false;
        secret = new InvitationText(text, new InvitationId(new Guid(bytes[..IdBytes], bigEndian: true)));
        return true;
    }

    /// <summary>The secret itself, for the link. Never log it.</summary>
    public string Reveal() => _text;

    /// <summary>HMAC-SHA256 of the whole secret: what the database keeps.</summary>
    internal byte[] HashWith(ReadOnlySpan<byte> pepper) => HMACSHA256.HashData(pepper, Encoding.ASCII.GetBytes($"antpath-invitation-1:{_text}"));

    /// <summary>Not the secret.</summary>
    public override string ToString() => "[redacted]";
}
