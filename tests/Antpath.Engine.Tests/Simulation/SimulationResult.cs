namespace Antpath.Engine.Tests.Simulation;

/// <summary>What came of one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Broken">The first broken invariant, or null.</param>
/// <param name="Events">How many events happened.</param>
/// <param name="Log">All of them, one a line.</param>
/// <param name="Warnings">What the engine warned of last.</param>
internal sealed record SimulationResult(int Seed, string? Broken, int Events, string Log, string Warnings);
