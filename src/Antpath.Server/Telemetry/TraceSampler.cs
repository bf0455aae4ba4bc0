using System.Buffers.Binary;
using OpenTelemetry.Trace;

namespace Antpath.Server.Telemetry;

/// <summary>
/// Chooses traces by the random end of their id alone: every process chooses the same, so a run's trace is recorded whole or not at all, and nobody who
/// sends a trace id has a say.
/// </summary>
/// <param name="ratio">The share that is recorded, 0 to 1.</param>
internal sealed class TraceSampler(double ratio) : Sampler
{
    private const ulong Random56Bits = (1UL << 56) - 1; // a run's id begins with a time, and its variant's bits stand before these

    private readonly ulong _below = (ulong)(ratio * (1UL << 56));

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        Span<byte> id = stackalloc byte[16];
        samplingParameters.TraceId.CopyTo(id);
        var chosen = (BinaryPrimitives.ReadUInt64BigEndian(id[8..]) & Random56Bits) < _below;
        return new SamplingResult(chosen ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
    }
}
