using System.Diagnostics;
using Antpath.Engine.Telemetry;
using Antpath.Ids;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>What one step shows to whoever watches from outside: a span and a time.</summary>
internal sealed class ObservedStep(AntpathMetrics metrics, TimeProvider time, RunId run) : IDisposable
{
    private readonly long _startedAt = time.GetTimestamp();
    private readonly Activity? _span = Spans.Step(run);
    private string _result = "interrupted";

    /// <summary>The phase that the tables showed; <c>unread</c> until then.</summary>
    public string Phase { get; set; } = "unread";

    public void Ended(StepResult result)
    {
        if (result is StepResult.LeaseLost)
            metrics.LeaseLost();
        _result = result switch
        {
            StepResult.Again => "again",
            StepResult.GiveBack => "given_back",
            StepResult.Over => "over",
            StepResult.LeaseLost => "lease_lost",
            _ => throw new UnreachableException($"step result {result.GetType().Name}"),
        };
    }

    /// <summary>Only the exception's type is told: its message may repeat anything.</summary>
    public void Broke(Exception exception)
    {
        _result = "broken";
        _span?.SetTag(SpanAttributes.ErrorType, exception.GetType().FullName).SetStatus(ActivityStatusCode.Error);
    }

    public void Dispose()
    {
        metrics.Stepped(Phase, _result, time.GetElapsedTime(_startedAt));
        if (_span is null)
            return;
        _span.DisplayName = $"step {Phase}";
        _span.SetTag(SpanAttributes.Phase, Phase).SetTag(SpanAttributes.Result, _result);
        _span.Dispose();
    }
}
