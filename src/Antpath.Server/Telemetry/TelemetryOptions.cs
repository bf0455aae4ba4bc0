using System.ComponentModel.DataAnnotations;
using Antpath.Engine.Configuration;

namespace Antpath.Server.Telemetry;

/// <summary>
/// Where metrics and traces go. Section <c>Antpath:Telemetry</c>, environment <c>ANTPATH_TELEMETRY_…</c>. With no address set nothing is collected.
/// </summary>
public sealed class TelemetryOptions
{
    /// <summary>The section these options are read from.</summary>
    public const string Section = "Antpath:Telemetry";

    /// <summary>A collector that takes OTLP over HTTP; <c>v1/metrics</c> and <c>v1/traces</c> are appended. Default: none.</summary>
    public Uri? OtlpUrl { get; set; }

    /// <summary>Headers for the collector, as <c>name=value</c> with commas between. Default: none.</summary>
    public string OtlpHeaders { get; set; } = "";

    /// <summary>Seconds between two exports of metrics to the collector. Default 30, 1 to 3600.</summary>
    [Range(1, 3600)]
    public int MetricsSeconds { get; set; } = 30;

    /// <summary>Share of the traces that are recorded and sent to the collector: a run's trace is sent whole or not at all. Default 0.1, 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double TraceRatio { get; set; } = 0.1;

    /// <summary>Where to answer Prometheus under <c>/metrics</c>: a listener of its own. Default: nowhere.</summary>
    public Uri? PrometheusUrl { get; set; }

    /// <summary>Seconds between two looks of a worker at the queue, for the gauges. Default 15, 5 to 3600.</summary>
    [Range(5, 3600)]
    public int QueueSeconds { get; set; } = 15;

    /// <summary>These options as the settings table shows them.</summary>
    internal static IReadOnlyList<Setting> Settings { get; } =
    [
        new()
        {
            Name = "ANTPATH_TELEMETRY_OTLP_URL",
            Meaning = "A collector that takes OTLP over HTTP (protobuf), such as http://127.0.0.1:4318; v1/metrics and v1/traces are appended. Default: none.",
        },
        new()
        {
            Name = "ANTPATH_TELEMETRY_OTLP_HEADERS", Secret = true, Check = CollectorHeaders.ProblemWith,
            Meaning = "Headers for the collector, as name=value with commas between. Default: none.",
        },
        new()
        {
            Name = "ANTPATH_TELEMETRY_METRICS_SECONDS", Default = "30", Range = "1..3600",
            Meaning = "Seconds between two exports of metrics to the collector.",
        },
        new()
        {
            Name = "ANTPATH_TELEMETRY_TRACE_RATIO", Default = "0.1", Range = "0..1",
            Meaning = "Share of the traces that are recorded and sent to the collector; a run's trace is sent whole or not at all.",
        },
        new()
        {
            Name = "ANTPATH_TELEMETRY_PROMETHEUS_URL",
            Meaning = "Where to answer Prometheus under /metrics: scheme, address and port of a listener of its own, without a password. Default: nowhere.",
        },
        new()
        {
            Name = "ANTPATH_TELEMETRY_QUEUE_SECONDS", Default = "15", Range = "5..3600",
            Meaning = "Seconds between two looks of a worker at the queue, for the gauges.",
        },
    ];
}
