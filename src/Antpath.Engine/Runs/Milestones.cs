namespace Antpath.Engine.Runs;

/// <summary>Announces milestones. Without a watcher, as outside tests, it costs a null check.</summary>
/// <param name="watcher">Told of each milestone; what it throws goes through the step or sweep as the death of the process would.</param>
internal sealed class Milestones(Func<Milestone, ValueTask>? watcher)
{
    public static Milestones Unwatched { get; } = new(null);

    public ValueTask ReachedAsync(string step, string subject, Moment moment) =>
        watcher is null ? ValueTask.CompletedTask : watcher(new Milestone(step, subject, moment));
}
