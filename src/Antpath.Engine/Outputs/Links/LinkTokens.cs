using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Antpath.Engine.Configuration;
using Antpath.Ids;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Outputs.Links;

/// <summary>
/// Writes and reads the token of a link: base64url over a version, the key's id, the claim in fixed width, and an HMAC-SHA256 over all of it and what it
/// is for, so that no other signature of ours can stand in for it.
/// </summary>
internal sealed class LinkTokens(IOptions<LinkOptions> options, string audience)
{
    private const byte Version = 1;
    private const int GuidBytes = 16;
    private const int ClaimBytes = (3 * GuidBytes) + sizeof(long);
    private const int CharsMax = 512;

    private readonly byte[] _audience = Encoding.ASCII.GetBytes(audience);

    private readonly Lazy<KeyRing> _keys = new(() => KeyRing.Parse(options.Value.Key, "ANTPATH_LINK_KEY"));

    public string Write(LinkClaim claim)
    {
        var keyId = Encoding.ASCII.GetBytes(_keys.Value.CurrentId);
        var token = new byte[2 + keyId.Length + ClaimBytes + HMACSHA256.HashSizeInBytes];
        token[0] = Version;
        token[1] = (byte)keyId.Length;
        keyId.CopyTo(token, 2);

        var rest = token.AsSpan(2 + keyId.Length);
        claim.Workspace.Value.TryWriteBytes(rest, bigEndian: true, out _);
        claim.Run.Value.TryWriteBytes(rest[GuidBytes..], bigEndian: true, out _);
        claim.Output.Value.TryWriteBytes(rest[(2 * GuidBytes)..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(rest[(3 * GuidBytes)..], claim.ExpiresAt.ToUnixTimeSeconds());
        Sign(_keys.Value.Current, token.AsSpan(0, token.Length - HMACSHA256.HashSizeInBytes), token.AsSpan(token.Length - HMACSHA256.HashSizeInBytes));
        return Base64Url.EncodeToString(token);
    }

    /// <returns>The claim, perhaps expired, or null when the text is not a token that a key of ours signed.</returns>
    public LinkClaim? Read(string text)
    {
        if (text.Length > CharsMax || !Base64Url.IsValid(text))
            return null;

        var token = Base64Url.DecodeFromChars(text).AsSpan();
        if (token.Length < 2 || token[0] != Version || token.Length != 2 + token[1] + ClaimBytes + HMACSHA256.HashSizeInBytes)
            return null;
        if (!_keys.Value.TryGet(Encoding.ASCII.GetString(token.Slice(2, token[1])), out var key))
            return null;

        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Sign(key, token[..^HMACSHA256.HashSizeInBytes], signature);
        if (!CryptographicOperations.FixedTimeEquals(signature, token[^HMACSHA256.HashSizeInBytes..]))
            return null;

        var claim = token.Slice(2 + token[1], ClaimBytes);
        return new LinkClaim(
            new WorkspaceId(new Guid(claim[..GuidBytes], bigEndian: true)),
            new RunId(new Guid(claim.Slice(GuidBytes, GuidBytes), bigEndian: true)),
            new OutputId(new Guid(claim.Slice(2 * GuidBytes, GuidBytes), bigEndian: true)),
            DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(claim[(3 * GuidBytes)..])));
    }

    private void Sign(ReadOnlySpan<byte> key, ReadOnlySpan<byte> signed, Span<byte> signature)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        mac.AppendData(_audience);
        mac.AppendData(signed);
        mac.GetHashAndReset(signature);
    }
}
