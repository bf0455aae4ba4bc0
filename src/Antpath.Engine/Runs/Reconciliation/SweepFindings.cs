using Antpath.Engine.Telemetry;
using Microsoft.Extensions.Logging;

namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>Counts what sweeps found and put right: a metric for the graphs, a line for whoever looks this week.</summary>
internal sealed partial class SweepFindings(AntpathMetrics metrics, ILogger<SweepFindings> log)
{
    /// <summary>Something was wrong and is put right.</summary>
    /// <param name="sweep">The sweep's name.</param>
    /// <param name="finding">What it was, in snake_case.</param>
    /// <param name="count">How many; nothing is told about none.</param>
    public void Repaired(string sweep, string finding, long count)
    {
        if (Count(sweep, finding, count))
            Log.Repaired(log, sweep, count, finding);
    }

    /// <summary>Something is wrong that a sweep cannot put right.</summary>
    public void Stuck(string sweep, string finding, long count)
    {
        if (Count(sweep, finding, count))
            Log.Stuck(log, sweep, count, finding);
    }

    private bool Count(string sweep, string finding, long count)
    {
        if (count > 0)
            metrics.Found(sweep, finding, count);
        return count > 0;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1401, Level = LogLevel.Warning, Message = "Sweep {Sweep} repaired {Count} of {Finding}")]
        public static partial void Repaired(ILogger logger, string sweep, long count, string finding);

        [LoggerMessage(EventId = 1402, Level = LogLevel.Error, Message = "Sweep {Sweep} found {Count} of {Finding}, which it cannot repair; see docs/operating/reconciliation.md")]
        public static partial void Stuck(ILogger logger, string sweep, long count, string finding);
    }
}
