using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Antpath.Engine.Tenancy.RateLimits;

/// <summary>An address whose tries are counted together. Shows nothing of it in its text form, and only a keyed hash is stored.</summary>
public sealed class RateLimitAddress
{
    private const int NetworkBytes = 8;
    private readonly string _text;

    private RateLimitAddress(string text) => _text = text;

    /// <summary>A client's network address. Of IPv6 only the network of 64 bits counts: whoever has one address has all in it.</summary>
    /// <param name="address">The address, or null when the connection has none.</param>
    public static RateLimitAddress Of(IPAddress? address)
    {
        if (address is null)
            return new RateLimitAddress("network:none");
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new RateLimitAddress($"network:{Convert.ToHexString(address.GetAddressBytes().AsSpan(0, NetworkBytes))}")
            : new RateLimitAddress($"network:{address}");
    }

    /// <summary>An e-mail address as it was typed; case and blanks around it do not count.</summary>
    /// <param name="email">The address, known or not.</param>
    public static RateLimitAddress OfEmail(string email) => new($"email:{email.Trim().ToUpperInvariant()}");

    /// <summary>Not the address.</summary>
    public override string ToString() => "[redacted]";

    internal string ToSubject(ReadOnlySpan<byte> pepper) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(pepper, Encoding.UTF8.GetBytes($"rate limit {_text}")));
}
