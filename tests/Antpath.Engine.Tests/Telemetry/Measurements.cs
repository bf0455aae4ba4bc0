using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Antpath.Engine.Telemetry;

namespace Antpath.Engine.Tests.Telemetry;

/// <summary>Everything that one set of instruments measured: sums, by name and tags.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly ConcurrentDictionary<string, double> _sums = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Name, string Tag), byte> _tags = new();
    private readonly MeterListener _listener = new();

    public Measurements(AntpathMetrics metrics)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, metrics.Meter))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Keys such as <c>antpath.runs.finished{status=failed}</c>.</summary>
    public IReadOnlyDictionary<string, double> Sums => _sums;

    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Each metric with each tag that came with it.</summary>
    public IEnumerable<(string Name, string Tag)> Tags => _tags.Keys;

    /// <summary>Reads the gauges.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var written = new List<string>();
        foreach (var (name, word) in tags)
        {
            written.Add($"{name}={word}");
            _tags[(instrument.Name, name)] = 0;
        }

        var key = written.Count == 0 ? instrument.Name : $"{instrument.Name}{{{string.Join(',', written)}}}";
        _sums.AddOrUpdate(key, value, (_, sum) => sum + value);
        _counts.AddOrUpdate(key, 1, (_, count) => count + 1);
    }
}
