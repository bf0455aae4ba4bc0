using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Antpath.Server.Telemetry;

/// <summary>
/// The way out for metrics to a collector. A metric with a tag that is no word of ours is held back as a whole: its points cannot be changed any more.
/// </summary>
internal sealed partial class MetricExport(OtlpExporterOptions options, ILogger<MetricExport> log) : OtlpMetricExporter(options)
{
    private bool _failing;

    public override ExportResult Export(in Batch<Metric> metrics)
    {
        var leaving = new List<Metric>();
        foreach (var metric in metrics)
        {
            if (IsPlain(metric))
                leaving.Add(metric);
            else
                Log.HeldBack(log, TelemetryRedaction.Text(metric.Name));
        }

        var sent = base.Export(new Batch<Metric>([.. leaving], leaving.Count));
        if (sent != ExportResult.Success && !_failing)
            Log.NotSent(log);
        _failing = sent != ExportResult.Success;
        return sent;
    }

    private static bool IsPlain(Metric metric)
    {
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            foreach (var tag in point.Tags)
            {
                if (!TelemetryRedaction.IsPlain(tag.Value))
                    return false;
            }
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(3400, LogLevel.Warning, "The collector of ANTPATH_TELEMETRY_OTLP_URL does not take metrics; tried again each time, runs go on as ever")]
        public static partial void NotSent(ILogger logger);

        [LoggerMessage(3401, LogLevel.Error, "Metric {Metric} has a tag that is no word of ours; it is not exported")]
        public static partial void HeldBack(ILogger logger, string metric);
    }
}
