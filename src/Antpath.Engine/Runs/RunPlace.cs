namespace Antpath.Engine.Runs;

/// <summary>A place in the list of runs, newest first.</summary>
/// <param name="CreatedAt">When the run there was accepted.</param>
/// <param name="Id">The run there.</param>
internal sealed record RunPlace(DateTimeOffset CreatedAt, Guid Id);
