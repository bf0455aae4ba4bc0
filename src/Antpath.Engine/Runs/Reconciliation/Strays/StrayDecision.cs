using Antpath.Engine.Providers;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Reconciliation.Strays;

/// <summary>
/// Decides about resources that carry our marker (provider contract §16.8): unknown to the journal, or believed closed by it, they go after a minimum
/// age; a session whose files are not known to be captured stays. Pure.
/// </summary>
internal static class StrayDecision
{
    /// <param name="resourceType">A value of <see cref="ProviderResourceType"/>.</param>
    /// <param name="facts">What the tables say.</param>
    /// <param name="age">How long ago the provider made it.</param>
    /// <param name="options">The ages.</param>
    public static StrayVerdict Decide(string resourceType, StrayFacts facts, TimeSpan age, SweepOptions options)
    {
        if (age < options.StrayAge)
            return Leave("too_young", "It is so new that a run may just be creating it.");
        var verdict = facts.Entry is null ? Unjournaled(facts) : Journaled(facts, options);
        var mayHoldFiles = resourceType == ProviderResourceType.Session && !facts.Captured && !facts.Deleting && age < options.UncapturedAge;
        return verdict is StrayVerdict.Remove && mayHoldFiles
            ? new StrayVerdict.RemoveIfUnprompted { Reason = verdict.Reason, Message = verdict.Message }
            : verdict;
    }

    /// <summary>The verdict on a session that turned out to have been prompted.</summary>
    public static StrayVerdict Uncaptured { get; } =
        Leave("capture_not_confirmed", "The session was prompted and its files are not known to be captured; look at it, then delete it.");

    /// <summary>The verdict on what a session that stays may need.</summary>
    public static StrayVerdict OfSessionLeft { get; } = Leave("session_left", "A session of the same run stays, and it may need this.");

    private static StrayVerdict Unjournaled(StrayFacts facts) => facts switch
    {
        { Run: null } => Remove("unknown_run", "No run of this installation has the id in its marker."),
        { RunLive: true, Asking: true } => Leave("being_created", "Its run lives and waits for the answer to such a create."),
        { RunLive: true } => Remove("late_duplicate", "Its run lives and has another one in its place: a create whose answer was lost."),
        _ => Remove("unknown_resource", "Its run is over, and the run's journal does not name it."),
    };

    private static StrayVerdict Journaled(StrayFacts facts, SweepOptions options) => facts.EntryStatus switch
    {
        CleanupStatus.Retained => Leave("retained", "The run's policy keeps it."),
        CleanupStatus.Succeeded when facts.RemovedFor < options.StrayAge => Leave("just_removed", "It was just removed; the listing may lag."),
        CleanupStatus.Succeeded => Remove("believed_removed", "The journal says removed, and it is still there."),
        _ when facts.RunLive => Leave("in_use", "Its run lives and takes care of it."),
        _ => Remove("left_by_clean_up", "Clean-up of its run could not remove it."),
    };

    private static StrayVerdict.Remove Remove(string reason, string message) => new() { Reason = reason, Message = message };

    private static StrayVerdict.Leave Leave(string reason, string message) => new() { Reason = reason, Message = message };
}
