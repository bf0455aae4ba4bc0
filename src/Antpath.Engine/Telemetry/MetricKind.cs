namespace Antpath.Engine.Telemetry;

/// <summary>How the values of a metric belong together.</summary>
public enum MetricKind
{
    /// <summary>A sum that only grows.</summary>
    Counter,

    /// <summary>A distribution, with its count and sum.</summary>
    Histogram,

    /// <summary>What is the case at this moment.</summary>
    Gauge,
}
