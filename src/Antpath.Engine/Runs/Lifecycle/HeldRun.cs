using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Runs.Lifecycle.Cleanup;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>A run in the hands of this process: its lease, and what is remembered between steps. All of it may be lost at any time.</summary>
public sealed class HeldRun
{
    private bool _hurried;
    private StepCut? _cut;

    /// <param name="lease">The claim.</param>
    public HeldRun(RunLease lease) => Lease = lease;

    /// <summary>The claim this process holds.</summary>
    public RunLease Lease { get; }

    /// <summary>
    /// Somebody asked for something: the next step reads the tables again, and a step under way does not wait for its calls much longer. Safe from
    /// any thread.
    /// </summary>
    public void Hurry()
    {
        Volatile.Write(ref _hurried, true);
        Volatile.Read(ref _cut)?.Hurry();
    }

    /// <summary>Names what cuts the step under way, or null between steps.</summary>
    internal void UnderWay(StepCut? cut) => Volatile.Write(ref _cut, cut);

    /// <summary>Whether <see cref="Hurry"/> was called since the last time; takes the answer away.</summary>
    internal bool TakeHurry() => Interlocked.Exchange(ref _hurried, false);

    /// <summary>What the tables say, or null when they must be read (again).</summary>
    internal RunFacts? Facts { get; set; }

    /// <summary>Looks in a row that found nothing new.</summary>
    internal int QuietPolls { get; set; }

    /// <summary>Looks since events were listed last.</summary>
    internal int PollsSinceEvents { get; set; }

    /// <summary>Status and usage of the last look, to tell a change.</summary>
    internal (string Status, Providers.ProviderUsage? Usage)? LastSeen { get; set; }

    /// <summary>Whether this process created the session and has not tried to send yet: then nobody else can have sent.</summary>
    internal bool NothingSent { get; set; }

    /// <summary>Searches that did not find an intended resource, and looks that found no prompt.</summary>
    internal Misses Misses { get; } = new();

    /// <summary>Timestamp of the last interrupt this process sent.</summary>
    internal long? InterruptSentAt { get; set; }

    /// <summary>Listings of the session's files, oldest first.</summary>
    internal List<FileListing> Listings { get; } = [];

    /// <summary>Tries at copying each file.</summary>
    internal Dictionary<string, int> CaptureTries { get; } = new(StringComparer.Ordinal);

    /// <summary>The user's wish, named by its instant, that the tries and times of capture belong to; null for the capture of the run itself.</summary>
    internal DateTimeOffset? RetryOf { get; set; }

    /// <summary>Timestamp of the first look of capture.</summary>
    internal long? CaptureStartedAt { get; set; }

    /// <summary>Whether late duplicates were looked for in this hold.</summary>
    internal bool StraysSought { get; set; }

    /// <summary>Looks for late duplicates that failed, and the timestamp before which there is no other.</summary>
    internal (int Failed, long NextAt) StrayLooks { get; set; }

    /// <summary>Searches of clean-up that found nothing.</summary>
    internal SearchTimes Searches { get; } = new();

    /// <summary>Steps in a row that ended in an exception.</summary>
    public int Exceptions { get; set; }

    /// <summary>Another attempt begins: what was remembered is about the one before.</summary>
    internal void ForgetAttempt()
    {
        NothingSent = false;
        InterruptSentAt = null;
        LastSeen = null;
        QuietPolls = 0;
        PollsSinceEvents = 0;
        Misses.Clear();
    }
}
