namespace Antpath.Engine.Tests.Simulation;

/// <summary>Something that must always hold, or hold at the end.</summary>
/// <param name="Name">Stable name, printed when it is broken.</param>
/// <param name="Sentence">What it says.</param>
/// <param name="Source">The rule it comes from: a section of the founding decisions, or of <c>Runs/README.md</c>.</param>
/// <param name="Sql">Selects what breaks it, one text a row, in workspace <c>$1</c>; null when it is checked in code.</param>
internal sealed record Invariant(string Name, string Sentence, string Source, string? Sql = null);
