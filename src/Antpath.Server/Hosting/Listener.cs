using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Antpath.Server.Hosting;

/// <summary>Where the process listens, and what it takes from whom it does not know yet.</summary>
internal static class Listener
{
    private const int HeadersMax = 100;
    private const int RequestLineBytesMax = 8 * 1024;

    /// <summary>
    /// Sets what listens and how long a stop may take. After the build, because the host reads these while it is built, before the settings are
    /// judged together; before the start, which is when they count.
    /// </summary>
    public static void SetListener(this WebApplication app, ApiOptions options)
    {
        app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout = TimeSpan.FromSeconds(options.DrainSeconds);
        var kestrel = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value;
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxConcurrentConnections = options.ConnectionsMax;
        limits.MaxRequestBodySize = BodyBytesMax.Default;
        limits.MaxRequestHeadersTotalSize = options.HeaderBytesMax;
        limits.MaxRequestHeaderCount = HeadersMax;
        limits.MaxRequestLineSize = RequestLineBytesMax;
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(options.HeaderSeconds);
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(options.KeepAliveSeconds);
        var rate = new MinDataRate(options.BodyBytesPerSecondMin, TimeSpan.FromSeconds(options.BodyGraceSeconds));
        limits.MinRequestBodyDataRate = rate;
        limits.MinResponseDataRate = rate;

        var url = options.ListenUrl;
        if (url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
            kestrel.Listen(IPAddress.Parse(url.DnsSafeHost), url.Port);
        else
            kestrel.ListenLocalhost(url.Port);
    }
}
