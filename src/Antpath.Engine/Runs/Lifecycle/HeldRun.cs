using Antpath.Engine.Runs.Claiming;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>A run in the hands of this process: its lease, and what is remembered between steps. All of it may be lost at any time.</summary>
internal sealed class HeldRun(RunLease lease)
{
    public RunLease Lease => lease;

    /// <summary>What the tables say, or null when they must be read (again).</summary>
    public RunFacts? Facts { get; set; }

    /// <summary>Looks in a row that found nothing new.</summary>
    public int QuietPolls { get; set; }

    /// <summary>Looks since events were listed last.</summary>
    public int PollsSinceEvents { get; set; }

    /// <summary>Status and usage of the last look, to tell a change.</summary>
    public (string Status, Providers.ProviderUsage? Usage)? LastSeen { get; set; }

    /// <summary>Whether this process created the session and has not tried to send yet: then nobody else can have sent.</summary>
    public bool NothingSent { get; set; }

    /// <summary>Timestamps of the first search that did not find an intended resource, or of the first look that found no prompt, by key.</summary>
    public Dictionary<string, long> MissedSince { get; } = new(StringComparer.Ordinal);

    /// <summary>Timestamp of the last interrupt this process sent.</summary>
    public long? InterruptSentAt { get; set; }

    /// <summary>Listings of the session's files, oldest first.</summary>
    public List<FileListing> Listings { get; } = [];

    /// <summary>Tries at copying each file.</summary>
    public Dictionary<string, int> CaptureTries { get; } = new(StringComparer.Ordinal);

    /// <summary>Timestamp of the first look of capture.</summary>
    public long? CaptureStartedAt { get; set; }

    /// <summary>Steps in a row that ended in an exception.</summary>
    public int Exceptions { get; set; }

    /// <summary>Another attempt begins: what was remembered is about the one before.</summary>
    public void ForgetAttempt()
    {
        NothingSent = false;
        InterruptSentAt = null;
        LastSeen = null;
        QuietPolls = 0;
        PollsSinceEvents = 0;
        MissedSince.Clear();
    }
}
