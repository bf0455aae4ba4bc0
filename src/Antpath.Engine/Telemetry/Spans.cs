using System.Diagnostics;
using Antpath.Ids;

namespace Antpath.Engine.Telemetry;

/// <summary>
/// Where spans begin. All spans of a run are in one trace whose id is the run's, whichever process makes them and without anything being stored: who
/// knows the run finds its trace.
/// </summary>
public static class Spans
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "Antpath";

    private const int SpanIdBytes = 8;
    private const int TraceIdBytes = 16;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Whether anybody wants spans.</summary>
    public static bool Watched => Source.HasListeners();

    /// <summary>A request to us: the root of a trace, whatever the caller says about traces.</summary>
    /// <returns>The span, or null when it is not wanted.</returns>
    public static Activity? Request()
    {
        Activity.Current = null; // the host's own, whose parent the caller names: a stranger must not decide what is recorded
        return Source.StartActivity("request", ActivityKind.Server);
    }

    /// <summary>Names the run that the span under way is about.</summary>
    public static void Concerns(RunId run)
    {
        if (Activity.Current is { IsAllDataRequested: true } span && span.Source == Source)
            span.SetTag(SpanAttributes.Run, run.ToString());
    }

    /// <summary>A step of a run.</summary>
    internal static Activity? Step(RunId run)
    {
        if (!Watched)
            return null;
        var span = Source.StartActivity("step", ActivityKind.Consumer, TraceOf(run));
        span?.SetTag(SpanAttributes.Run, run.ToString());
        return span;
    }

    /// <summary>A request to the provider, below whatever is under way.</summary>
    internal static Activity? ProviderCall() => Watched ? Source.StartActivity("provider call", ActivityKind.Client) : null;

    /// <summary>The trace of a run. Its root is no span: it stands for the run, which is in no process's hands for all its time.</summary>
    internal static ActivityContext TraceOf(RunId run)
    {
        Span<byte> bytes = stackalloc byte[TraceIdBytes];
        run.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(bytes), ActivitySpanId.CreateFromBytes(bytes[^SpanIdBytes..]), ActivityTraceFlags.Recorded, isRemote: true);
    }
}
