using System.Diagnostics;
using System.Diagnostics.Metrics;
using Antpath.Engine.Runs.Submission;
using Tag = Antpath.Engine.Telemetry.MetricTable.Tag;

namespace Antpath.Engine.Telemetry;

/// <summary>
/// The one place where the rooms count and measure. While nobody listens every call is a look at a flag. Callers give words of ours only, of which each
/// tag has a fixed set.
/// </summary>
public sealed class AntpathMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Antpath";

    private static readonly InstrumentAdvice<double> Quick = Buckets(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120);
    private static readonly InstrumentAdvice<double> Slow = Buckets(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600);

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _submitted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _claimed;
    private readonly Histogram<double> _wait;
    private readonly Counter<long> _finished;
    private readonly Counter<long> _leasesLost;
    private readonly Histogram<double> _steps;
    private readonly Histogram<double> _calls;
    private readonly Counter<long> _captured;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _notCaptured;
    private readonly Counter<long> _removals;
    private readonly Counter<long> _cleaned;
    private readonly Counter<long> _findings;
    private readonly Counter<long> _limits;
    private QueueState? _queue;

    public AntpathMetrics()
    {
        _submitted = Counting(MetricTable.RunsSubmitted);
        _refused = Counting(MetricTable.RunsRefused);
        _claimed = Counting(MetricTable.RunsClaimed);
        _wait = Measuring(MetricTable.RunsWait, Slow);
        _finished = Counting(MetricTable.RunsFinished);
        _leasesLost = Counting(MetricTable.LeasesLost);
        _steps = Measuring(MetricTable.StepDuration, Quick);
        _calls = Measuring(MetricTable.ProviderCallDuration, Quick);
        _captured = Counting(MetricTable.OutputsCaptured);
        _bytes = Counting(MetricTable.OutputsBytes);
        _notCaptured = Counting(MetricTable.OutputsFailed);
        _removals = Counting(MetricTable.CleanupAttempts);
        _cleaned = Counting(MetricTable.CleanupFinished);
        _findings = Counting(MetricTable.SweepFindings);
        _limits = Counting(MetricTable.LimitsHit);
        Watching(MetricTable.RunsWaiting, queue => queue.Waiting);
        Watching(MetricTable.RunsOldestWait, queue => queue.OldestWait.TotalSeconds);
        Watching(MetricTable.CleanupWaiting, queue => queue.CleaningUp);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal Meter Meter => _meter;

    /// <summary>Whether somebody listens to calls of the provider: their words are made only then.</summary>
    internal bool WatchesCalls => _calls.Enabled;

    internal void Submitted(SubmissionDecision decision)
    {
        switch (decision)
        {
            case SubmissionDecision.Insert:
                _submitted.Add(1);
                break;
            case SubmissionDecision.RefuseKey:
                _refused.Add(1, new KeyValuePair<string, object?>(Tag.Reason, "key_reused"));
                break;
            case SubmissionDecision.RefuseQuota:
                _refused.Add(1, new KeyValuePair<string, object?>(Tag.Reason, "over_quota"));
                break;
            case SubmissionDecision.RefuseDuration:
                _refused.Add(1, new KeyValuePair<string, object?>(Tag.Reason, "duration"));
                break;
            case SubmissionDecision.RefuseWorkspace:
                _refused.Add(1, new KeyValuePair<string, object?>(Tag.Reason, "workspace_closed"));
                break;
        }
    }

    internal void Claimed(int count)
    {
        if (count > 0)
            _claimed.Add(count);
    }

    internal void Started(TimeSpan waited) => _wait.Record(waited.TotalSeconds);

    internal void Finished(string status) => _finished.Add(1, new KeyValuePair<string, object?>(Tag.Status, status));

    internal void LeaseLost() => _leasesLost.Add(1);

    internal void Stepped(string phase, string result, TimeSpan took)
    {
        if (_steps.Enabled)
            _steps.Record(took.TotalSeconds, new TagList { { Tag.Phase, phase }, { Tag.Result, result } });
    }

    /// <param name="operation">What was asked for.</param>
    /// <param name="result"><c>succeeded</c>, a class of failure, or <c>interrupted</c>.</param>
    /// <param name="status">The HTTP status; 0 without an answer.</param>
    /// <param name="took">Until the answer was read, or lost.</param>
    internal void Called(string operation, string result, int status, TimeSpan took)
    {
        if (WatchesCalls)
            _calls.Record(took.TotalSeconds, new TagList { { Tag.Operation, operation }, { Tag.Result, result }, { Tag.Status, status } });
    }

    internal void Captured(long bytes)
    {
        _captured.Add(1);
        _bytes.Add(bytes);
    }

    internal void NotCaptured(string reason) => _notCaptured.Add(1, new KeyValuePair<string, object?>(Tag.Reason, reason));

    internal void Removed(string result) => _removals.Add(1, new KeyValuePair<string, object?>(Tag.Result, result));

    internal void CleanedUp(string result) => _cleaned.Add(1, new KeyValuePair<string, object?>(Tag.Result, result));

    internal void Found(string sweep, string finding, long count) =>
        _findings.Add(count, new KeyValuePair<string, object?>(Tag.Sweep, sweep), new KeyValuePair<string, object?>(Tag.Finding, finding));

    internal void HeldBack(string limit) => _limits.Add(1, new KeyValuePair<string, object?>(Tag.Limit, limit));

    /// <param name="queue">What the tables say, or null when they could not be asked: rather no value than an old one.</param>
    internal void Queued(QueueState? queue) => Volatile.Write(ref _queue, queue);

    private Counter<long> Counting(MetricDeclaration metric) => _meter.CreateCounter<long>(metric.Name, metric.Unit, metric.Meaning);

    private Histogram<double> Measuring(MetricDeclaration metric, InstrumentAdvice<double> advice) =>
        _meter.CreateHistogram(metric.Name, metric.Unit, metric.Meaning, tags: null, advice);

    private void Watching(MetricDeclaration metric, Func<QueueState, double> read) => _meter.CreateObservableGauge<double>(
        metric.Name, () => Volatile.Read(ref _queue) is { } queue ? [new Measurement<double>(read(queue))] : [], metric.Unit, metric.Meaning);

    private static InstrumentAdvice<double> Buckets(params double[] seconds) => new() { HistogramBucketBoundaries = seconds };
}
