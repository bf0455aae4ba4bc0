using System.Diagnostics;
using Antpath.Engine.Configuration;
using Antpath.Engine.Telemetry;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Antpath.Server.Telemetry;

/// <summary>Registers the export of metrics and traces. Without an address nothing listens, and nothing costs.</summary>
internal static class TelemetryServices
{
    private const int ExportMilliseconds = 5000;

    private static readonly string Version = typeof(TelemetryServices).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    public static void AddTelemetry(this WebApplicationBuilder builder, ServerRole role)
    {
        var services = builder.Services;
        services.AddSettings(TelemetryOptions.Settings);
        services.AddAntpathOptions<TelemetryOptions>(builder.Configuration, TelemetryOptions.Section);
        services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryCheck>();
        services.AddSingleton<DistributedContextPropagator, NoPropagation>();
        var collected = IsSet(builder.Configuration, nameof(TelemetryOptions.OtlpUrl));
        var scraped = IsSet(builder.Configuration, nameof(TelemetryOptions.PrometheusUrl));
        if (!collected && !scraped)
            return;

        if (role is ServerRole.Worker or ServerRole.All)
            services.AddQueueWatch(s => TimeSpan.FromSeconds(OptionsOf(s).QueueSeconds));
        var process = ResourceOf(role);
        var telemetry = services.AddOpenTelemetry();
        telemetry.WithMetrics(metrics => AddMetrics(metrics.SetResourceBuilder(process), collected, scraped));
        if (collected)
            telemetry.WithTracing(traces => AddTraces(traces.SetResourceBuilder(process)));
        if (scraped)
            services.AddHostedService<PrometheusListener>();
    }

    private static bool IsSet(ConfigurationManager configuration, string option) =>
        !string.IsNullOrWhiteSpace(configuration[$"{TelemetryOptions.Section}:{option}"]);

    private static void AddMetrics(MeterProviderBuilder metrics, bool collected, bool scraped)
    {
        metrics.AddMeter(MetricViews.Meters).AddView(MetricViews.Of).SetExemplarFilter(ExemplarFilterType.AlwaysOff);
        if (collected)
        {
            metrics.AddReader(s => new PeriodicExportingMetricReader(
                new MetricExport(Otlp(OptionsOf(s), "v1/metrics"), s.GetRequiredService<ILogger<MetricExport>>()),
                OptionsOf(s).MetricsSeconds * 1000,
                ExportMilliseconds));
        }

        if (scraped)
            metrics.AddPrometheusExporter();
    }

    private static void AddTraces(TracerProviderBuilder traces) => traces
        .AddSource(Spans.SourceName)
        .AddInstrumentation(ExceptionsByType)
        .SetSampler(s => new TraceSampler(OptionsOf(s).TraceRatio))
        .AddProcessor(s => new SpanExport(new OtlpTraceExporter(Otlp(OptionsOf(s), "v1/traces")), ExportMilliseconds));

    private static TelemetryOptions OptionsOf(IServiceProvider services) => services.GetRequiredService<IOptions<TelemetryOptions>>().Value;

    /// <summary>What the process says it is: nothing of the machine's, and nothing that the environment adds.</summary>
    private static ResourceBuilder ResourceOf(ServerRole role) => ResourceBuilder.CreateEmpty().AddService(
        $"antpath-{role.ToString().ToLowerInvariant()}",
        serviceVersion: Version,
        autoGenerateServiceInstanceId: false,
        serviceInstanceId: ActivityTraceId.CreateRandom().ToHexString());

    /// <summary>Everything is said here: what the exporter would look for in the environment is no setting of ours.</summary>
    private static OtlpExporterOptions Otlp(TelemetryOptions options, string signal)
    {
        var collector = options.OtlpUrl ?? throw new InvalidOperationException("ANTPATH_TELEMETRY_OTLP_URL is not set");
        return new OtlpExporterOptions
        {
            Endpoint = new Uri($"{collector.AbsoluteUri.TrimEnd('/')}/{signal}"),
            Protocol = OtlpExportProtocol.HttpProtobuf,
            Headers = options.OtlpHeaders,
            TimeoutMilliseconds = ExportMilliseconds,
            HttpClientFactory = () => new HttpClient(new SocketsHttpHandler
            {
                AllowAutoRedirect = false, // a redirect would carry the headers somewhere else
                UseCookies = false,
                ActivityHeadersPropagator = null,
            })
            { Timeout = TimeSpan.FromMilliseconds(ExportMilliseconds) },
        };
    }

    private static ActivityListener ExceptionsByType()
    {
        var listener = new ActivityListener { ShouldListenTo = source => source.Name == Spans.SourceName, ExceptionRecorder = TelemetryRedaction.Record };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
