using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Faults;

/// <summary>How long a latency fault takes.</summary>
/// <param name="Shape"><c>fixed</c>, <c>uniform</c> between the two figures, or <c>exponential</c> with the first as mean and the second as bound.</param>
internal sealed record DelayDistribution(string Shape, int Milliseconds, int MillisecondsMax)
{
    public static DelayDistribution Read(JsonFields holder, int bound)
    {
        if (holder.Child("delay") is not { } delay)
            return new DelayDistribution("fixed", 1_000, 1_000);
        string shape = delay.OneOf("distribution", "fixed", "uniform", "exponential") ?? "fixed";
        int milliseconds = (int)(delay.Number("milliseconds", 0, bound) ?? 1_000);
        int max = (int)(delay.Number("max_milliseconds", milliseconds, bound) ?? bound);
        delay.RefuseUnknown();
        return new DelayDistribution(shape, milliseconds, shape == "fixed" ? milliseconds : max);
    }

    /// <param name="drawn">From [0, 1).</param>
    public TimeSpan At(double drawn) => TimeSpan.FromMilliseconds(Shape switch
    {
        "uniform" => Milliseconds + (drawn * (MillisecondsMax - Milliseconds)),
        "exponential" => Math.Min(MillisecondsMax, -Math.Log(1 - drawn) * Milliseconds),
        _ => Milliseconds,
    });

    public JsonObject Render() => new() { ["distribution"] = Shape, ["milliseconds"] = Milliseconds, ["max_milliseconds"] = MillisecondsMax };
}
