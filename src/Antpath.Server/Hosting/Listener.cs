using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Antpath.Server.Hosting;

/// <summary>Where the process listens, and what it takes from whom it does not know yet.</summary>
internal static class Listener
{
    private const int HeadersMax = 100;
    private const int RequestLineBytesMax = 8 * 1024;
    private static readonly TimeSpan RateGrace = TimeSpan.FromSeconds(5);

    public static void AddListener(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<ApiOptions>>((kestrel, options) => Configure(kestrel, options.Value));
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<ApiOptions>>((host, options) => host.ShutdownTimeout = TimeSpan.FromSeconds(options.Value.DrainSeconds));
    }

    private static void Configure(KestrelServerOptions kestrel, ApiOptions options)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = options.ConnectionsMax;
        limits.MaxRequestBodySize = BodyBytesMax.Default;
        limits.MaxRequestHeadersTotalSize = options.HeaderBytesMax;
        limits.MaxRequestHeaderCount = HeadersMax;
        limits.MaxRequestLineSize = RequestLineBytesMax;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(options.HeaderSeconds);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(options.KeepAliveSeconds);
        limits.MinRequestBodyDataRate = new MinDataRate(options.BodyBytesPerSecondMin, RateGrace);
        limits.MinResponseDataRate = new MinDataRate(options.BodyBytesPerSecondMin, RateGrace);

        var url = options.ListenUrl;
        if (url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
            kestrel.Listen(IPAddress.Parse(url.DnsSafeHost), url.Port);
        else
            kestrel.ListenLocalhost(url.Port);
    }
}
