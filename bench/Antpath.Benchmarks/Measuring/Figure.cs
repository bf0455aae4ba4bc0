namespace Antpath.Benchmarks.Measuring;

/// <summary>One measured number.</summary>
/// <param name="Baseline">The same from the baseline of this run, or null.</param>
/// <param name="BaselineName">What the baseline is.</param>
/// <param name="Goal">Upper bound we aim at, or null.</param>
internal sealed record Figure(string Part, string Name, double Value, string Unit, double? Baseline = null, string? BaselineName = null, double? Goal = null)
{
    public double? Ratio => Baseline is > 0 ? Value / Baseline : null;
}
