using Antpath.Ids;

namespace Antpath.Engine.Runs.Claiming;

/// <summary>One claim of one run by this process: names the claim in every write, and knows whether it may still be acted upon.</summary>
public sealed class RunLease
{
    private readonly LeaseClock _clock;
    private volatile bool _lost;
    private volatile bool _progressed;

    internal RunLease(RunId run, WorkspaceId workspace, Guid token, int claimCount, LeaseClock clock)
    {
        (Run, Workspace, Token, ClaimCount) = (run, workspace, token, claimCount);
        _clock = clock;
    }

    /// <summary>The run.</summary>
    public RunId Run { get; }

    /// <summary>Its workspace.</summary>
    public WorkspaceId Workspace { get; }

    /// <summary>The lease token: a claim made later carries another one.</summary>
    public Guid Token { get; }

    /// <summary>Claims in a row without progress, this one included. From 1.</summary>
    public int ClaimCount { get; }

    /// <summary>Whether a step succeeded under this lease without writing anything: the next renewal then counts as progress.</summary>
    public bool Progressed
    {
        get => _progressed;
        set => _progressed = value;
    }

    /// <summary>Whether side effects are still allowed.</summary>
    public bool Held => !_lost && _clock.Trusted;

    /// <summary>How long side effects are still allowed unless the lease is renewed; nothing when it is lost.</summary>
    public TimeSpan TrustedFor => _lost ? TimeSpan.Zero : _clock.TrustedFor;

    /// <summary>Call in front of every side effect.</summary>
    /// <exception cref="LeaseLostException">The lease is lost, or too old to be trusted.</exception>
    public void EnsureHeld()
    {
        if (!Held)
            throw new LeaseLostException(Run);
    }

    /// <param name="askedAt">Taken before the renewal was sent.</param>
    internal void Renewed(LeaseClock.Instant askedAt) => _clock.Renewed(askedAt);

    /// <summary>The database said that another claim replaced this one, or that it ran out.</summary>
    public void Lose() => _lost = true;
}
