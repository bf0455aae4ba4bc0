using System.Diagnostics;
using OpenTelemetry;

namespace Antpath.Server.Telemetry;

/// <summary>The only way out for spans: each is redacted before it waits for its batch.</summary>
/// <param name="exporter">Where they go.</param>
/// <param name="timeoutMilliseconds">How long one batch may take; it takes nobody's time but its own thread's.</param>
internal sealed class SpanExport(BaseExporter<Activity> exporter, int timeoutMilliseconds)
    : BatchActivityExportProcessor(exporter, QueueMax, DelayMilliseconds, timeoutMilliseconds, BatchMax)
{
    private const int QueueMax = 2048; // more are dropped: a collector that is away costs this much memory
    private const int DelayMilliseconds = 2000;
    private const int BatchMax = 512;

    public override void OnEnd(Activity data)
    {
        if (data.Recorded && TelemetryRedaction.Clean(data))
            base.OnEnd(data);
    }
}
