using System.Collections.Frozen;
using System.Diagnostics.Metrics;
using Antpath.Engine.Telemetry;
using OpenTelemetry.Metrics;

namespace Antpath.Server.Telemetry;

/// <summary>
/// Which instruments are exported, and with which tags: those of our table and a few of the platform's. All others are dropped, and other tags cut off.
/// </summary>
internal static class MetricViews
{
    /// <summary>Instruments of the platform, with the meter they belong to.</summary>
    public static readonly IReadOnlyList<(string Meter, string Name, string Meaning, string[] Tags)> OfThePlatform =
    [
        (
            "Microsoft.AspNetCore.Hosting", "http.server.request.duration", "Time of a request to the API or the dashboard, by the route's template.",
            [SpanAttributes.Method, SpanAttributes.Route, SpanAttributes.StatusCode]),
        ("System.Runtime", "dotnet.process.cpu.time", "Processor time of the process.", ["cpu.mode"]),
        ("System.Runtime", "dotnet.process.memory.working_set", "Memory of the process.", []),
        ("System.Runtime", "dotnet.gc.pause.time", "Time the process stood still for garbage collection.", []),
        ("System.Runtime", "dotnet.thread_pool.queue.length", "Work that waits for a thread.", []),
    ];

    private static readonly FrozenDictionary<(string Meter, string Name), string[]> Exported = MetricTable.All
        .Select(metric => (Meter: AntpathMetrics.MeterName, metric.Name, Tags: metric.Tags.ToArray()))
        .Concat(OfThePlatform.Select(metric => (metric.Meter, metric.Name, metric.Tags)))
        .ToFrozenDictionary(metric => (metric.Meter, metric.Name), metric => metric.Tags);

    /// <summary>The meters to listen to.</summary>
    public static string[] Meters => [.. Exported.Keys.Select(key => key.Meter).Distinct(StringComparer.Ordinal)];

    public static MetricStreamConfiguration Of(Instrument instrument) => Exported.TryGetValue((instrument.Meter.Name, instrument.Name), out var tags)
        ? new MetricStreamConfiguration { TagKeys = tags }
        : MetricStreamConfiguration.Drop;
}
