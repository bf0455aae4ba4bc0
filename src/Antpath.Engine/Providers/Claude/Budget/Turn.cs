namespace Antpath.Engine.Providers.Claude.Budget;

/// <summary>Leave for one call, in time since this process began.</summary>
/// <param name="From">Not before.</param>
/// <param name="Until">Not after: a turn that lies longer would fall into a minute that is full without it.</param>
internal sealed record Turn(TimeSpan From, TimeSpan Until);
