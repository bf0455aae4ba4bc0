namespace Antpath.Engine.Tests.Simulation;

/// <summary>What all workers of a world share.</summary>
internal sealed record WorkerSurroundings
{
    public required SimulatedProvider Provider { get; init; }

    public required SimulatedStore Store { get; init; }

    public required CallWitness Witness { get; init; }

    public required Mutation Mutation { get; init; }
}
