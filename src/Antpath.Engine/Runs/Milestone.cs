namespace Antpath.Engine.Runs;

/// <summary>A point of a step, or of a sweep, at which a process may die.</summary>
/// <param name="Step">The step or what the sweep does, e.g. <c>provision</c>, <c>purge</c>.</param>
/// <param name="Subject">What it works on, e.g. a local key.</param>
/// <param name="Moment">Where in the protocol.</param>
internal readonly record struct Milestone(string Step, string Subject, Moment Moment);
