using System.Net;
using System.Net.Sockets;

namespace Antpath.Templates;

/// <summary>
/// Tells addresses that everybody can reach from those of a machine, a private network or a cloud's metadata. Judged as written: no name is looked up,
/// because whoever contacts the URL, the provider, would look it up again and elsewhere.
/// </summary>
internal static class PublicHosts
{
    /// <summary>Last labels of names that never leave a network: reserved for that (RFC 6761, 6762, 8375, ICANN's "internal") or used so everywhere.</summary>
    private static readonly HashSet<string> LocalNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "localhost", "local", "localdomain", "internal", "intranet", "private", "lan", "home", "corp", "arpa",
    };

    /// <summary>Networks of IPv4 that are not public: this host, private, carrier, loopback, link-local with metadata, protocol, documentation, tests, multicast, reserved.</summary>
    private static readonly IPNetwork[] Networks4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("169.254.0.0/16"),
        IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.0.0.0/24"), IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"), IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
    ];

    /// <summary>The part of IPv6 that is given out; within it, what is for documentation and protocols.</summary>
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] Networks6 = [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("3fff::/20")];
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96"); // NAT64: IPv4 in the last 32 bits
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16"); // 6to4: IPv4 behind the first 16 bits

    /// <summary>Whether a URL's host looks like one that everybody can reach.</summary>
    public static bool Has(Uri url) => IPAddress.TryParse(url.DnsSafeHost, out var address) ? IsPublic(address) : IsPublicName(url.DnsSafeHost);

    private static bool IsPublicName(string name)
    {
        var labels = name.TrimEnd('.').Split('.');
        return labels.Length > 1 && !LocalNames.Contains(labels[^1]);
    }

    private static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !Networks4.Any(network => network.Contains(address));

        address = new IPAddress(address.GetAddressBytes()); // without its scope
        if (Translated.Contains(address))
            return IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(12, 4)));
        if (SixToFour.Contains(address))
            return IsPublic(new IPAddress(address.GetAddressBytes().AsSpan(2, 4)));
        return Global6.Contains(address) && !Networks6.Any(network => network.Contains(address));
    }
}
