namespace Antpath.Engine.Runs;

/// <summary>A place in both lists of a run's outputs: the last captured file seen, and the last failure seen.</summary>
internal sealed record OutputPlace(Guid Output, Guid Failure);
