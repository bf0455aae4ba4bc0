using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork; // the framework has an older one of that name

namespace Antpath.Server.Hosting;

/// <summary>
/// Finds the client's address behind proxies that are named. From anybody else the header is ignored: who may choose their own address has no limit.
/// </summary>
internal static class ClientAddress
{
    private const string Name = "ANTPATH_SERVER_TRUSTED_PROXIES";

    /// <summary>Replaces the connection's address by the last one that no trusted proxy has.</summary>
    public static void UseClientAddresses(this IApplicationBuilder app, ApiOptions options)
    {
        var networks = Parse(options.TrustedProxies);
        if (networks.Count == 0)
            return;
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in networks)
            forwarded.KnownIPNetworks.Add(network);
        app.UseForwardedHeaders(forwarded);
    }

    public static string? ProblemWith(string text)
    {
        try
        {
            Parse(text);
            return null;
        }
        catch (FormatException)
        {
            return $"{Name} must be addresses or networks with commas between, such as 10.0.0.7,10.1.0.0/16.";
        }
    }

    private static List<IPNetwork> Parse(string text) =>
    [
        .. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(entry =>
        {
            if (entry.Contains('/', StringComparison.Ordinal))
                return IPNetwork.Parse(entry);
            var address = IPAddress.Parse(entry);
            return new IPNetwork(address, address.GetAddressBytes().Length * 8);
        }),
    ];
}
