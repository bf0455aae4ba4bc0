using System.Net;
using System.Text;
using Antpath.Engine.Configuration;
using Antpath.Problems;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace Antpath.Server.Telemetry;

/// <summary>Answers Prometheus on a listener of its own, so that no request of a client can reach it, whatever it claims to be.</summary>
internal sealed partial class PrometheusListener(MeterProvider meters, IOptions<TelemetryOptions> options, ILogger<PrometheusListener> log)
    : IHostedService, IAsyncDisposable
{
    public const string Path = "/metrics";

    private const int ConnectionsMax = 20;

    private WebApplication? _app;

    /// <summary>Where it is asked, once it is started.</summary>
    public Uri? Address { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Listen);
        _app = builder.Build();
        _app.Use(RedactAsync);
        _app.UseOpenTelemetryPrometheusScrapingEndpoint(meters, predicate: null, Path, configureBranchedPipeline: null, optionsName: null);
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new SettingsException("ANTPATH_TELEMETRY_PROMETHEUS_URL: the address is in use.", e);
        }

        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + Path);
        Log.Ready(log, Address);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Listen(KestrelServerOptions kestrel)
    {
        var url = options.Value.PrometheusUrl ?? throw new InvalidOperationException("ANTPATH_TELEMETRY_PROMETHEUS_URL is not set");
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = ConnectionsMax;
        if (url.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
            kestrel.Listen(IPAddress.Parse(url.DnsSafeHost), url.Port);
        else
            kestrel.ListenLocalhost(url.Port);
    }

    private static async Task RedactAsync(HttpContext context, RequestDelegate next)
    {
        var answer = context.Response.Body;
        using var text = new MemoryStream();
        context.Response.Body = text;
        await next(context);
        context.Response.Body = answer;
        context.Response.ContentLength = null;
        var clean = SecretRedaction.RedactLine(Encoding.UTF8.GetString(text.GetBuffer().AsSpan(0, (int)text.Length)));
        await answer.WriteAsync(Encoding.UTF8.GetBytes(clean), context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(3402, LogLevel.Information, "Prometheus is answered at {Address}")]
        public static partial void Ready(ILogger logger, Uri address);
    }
}
