namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>A point of a step at which a process may die.</summary>
/// <param name="Step">The step, e.g. <c>provision</c>.</param>
/// <param name="Subject">What it works on, e.g. a local key.</param>
/// <param name="Moment">Where in the protocol.</param>
internal readonly record struct Milestone(string Step, string Subject, Moment Moment);
