using Antpath.Engine.Telemetry;
using Microsoft.Extensions.Logging;

namespace Antpath.Engine.Providers.Claude;

/// <summary>What operators are told of calls to the provider: metrics and spans of each, and a line in the log where a person must act.</summary>
internal sealed partial class CallReports(AntpathMetrics metrics, TimeProvider time, ILogger<CallReports> log)
{
    /// <summary>Watches one request, until the result is disposed.</summary>
    public ObservedCall Observe(ProviderCall call) => new(metrics, time, call);

    /// <summary>Tells of a limit that does not end by itself; the key's owner learns of it from the run.</summary>
    public void LimitMet(ProviderCall call, ProviderFailure failure) => Log.LimitMet(log, call.Doing, failure.Code, failure.RequestId ?? "none");

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1401,
            Level = LogLevel.Warning,
            Message = "{Doing} was refused for a limit that names no time to come back ({Code}, provider request {RequestId}); "
                + "the key's organization may have reached a cap")]
        public static partial void LimitMet(ILogger logger, string doing, string code, string requestId);
    }
}
