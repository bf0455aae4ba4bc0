using System.Diagnostics;
using Antpath.Engine.Telemetry;

namespace Antpath.Engine.Providers.Claude;

/// <summary>What one request to the provider shows to whoever watches from outside: a span and a time.</summary>
internal sealed class ObservedCall(AntpathMetrics metrics, TimeProvider time, ProviderCall call) : IDisposable
{
    private const int Ok = 200;

    private readonly long _startedAt = time.GetTimestamp();
    private readonly Activity? _span = Spans.ProviderCall();
    private string _result = "interrupted";
    private int _status;

    public void Succeeded(string? requestId)
    {
        _span?.SetTag(SpanAttributes.ProviderRequest, requestId);
        (_result, _status) = ("succeeded", Ok);
    }

    public void Refused(ProviderAnswer answer)
    {
        _span?.SetTag(SpanAttributes.ProviderRequest, answer.RequestId);
        (_result, _status) = (WordOf(FailureTable.ForAnswer(call, answer).Class), answer.Status);
    }

    public void Lost() => _result = WordOf(ErrorClass.TransientProvider);

    public void Dispose()
    {
        if (_span is null && !metrics.WatchesCalls)
            return;
        var operation = call.Operation;
        metrics.Called(operation, _result, _status, time.GetElapsedTime(_startedAt));
        if (_span is null)
            return;
        _span.DisplayName = operation;
        _span.SetTag(SpanAttributes.Operation, operation);
        if (_status > 0)
            _span.SetTag(SpanAttributes.StatusCode, _status);
        if (_status != Ok)
            _span.SetTag(SpanAttributes.ErrorType, _result).SetStatus(ActivityStatusCode.Error);
        _span.Dispose();
    }

    private static string WordOf(ErrorClass errorClass) => errorClass switch
    {
        ErrorClass.TransientProvider => "transient_provider",
        ErrorClass.ProviderPermanent => "provider_permanent",
        ErrorClass.TenantPermanent => "tenant_permanent",
        ErrorClass.AntpathBug => "antpath_bug",
        ErrorClass.CancelledByUser => "cancelled_by_user",
        _ => throw new UnreachableException($"error class {errorClass}"),
    };
}
