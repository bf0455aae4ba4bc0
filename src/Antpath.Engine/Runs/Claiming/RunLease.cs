using Antpath.Ids;

namespace Antpath.Engine.Runs.Claiming;

/// <summary>One claim of one run by this process: names the claim in every write, and knows whether it may still be acted upon.</summary>
internal sealed class RunLease(RunId run, WorkspaceId workspace, Guid token, int claimCount, bool slotTaken, LeaseClock clock)
{
    private volatile bool _lost;

    public RunId Run => run;

    public WorkspaceId Workspace => workspace;

    /// <summary>The lease token: a claim made later carries another one.</summary>
    public Guid Token => token;

    /// <summary>Claims in a row without progress, this one included. From 1.</summary>
    public int ClaimCount => claimCount;

    /// <summary>Whether the run counted against its workspace's active runs when it was claimed.</summary>
    public bool SlotTaken => slotTaken;

    /// <summary>Whether a step succeeded under this lease without writing anything: the next renewal then counts as progress.</summary>
    public bool Progressed { get; set; }

    /// <summary>Whether side effects are still allowed.</summary>
    public bool Held => !_lost && clock.Trusted;

    /// <summary>Call in front of every side effect.</summary>
    /// <exception cref="LeaseLostException">The lease is lost, or too old to be trusted.</exception>
    public void EnsureHeld()
    {
        if (!Held)
            throw new LeaseLostException(run);
    }

    /// <param name="askedAt">Timestamp taken before the renewal was sent.</param>
    public void Renewed(long askedAt) => clock.Renewed(askedAt);

    /// <summary>The database said that another claim replaced this one, or that it ran out.</summary>
    public void Lose() => _lost = true;
}
