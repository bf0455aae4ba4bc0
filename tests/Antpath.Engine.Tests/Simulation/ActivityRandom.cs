namespace Antpath.Engine.Tests.Simulation;

/// <summary>Draws from the chance of the activity that asks.</summary>
internal sealed class ActivityRandom : Random
{
    public override double NextDouble() =>
        (Activity.Current ?? throw new InvalidOperationException("Somebody draws outside every activity.")).Random.NextDouble();
}
