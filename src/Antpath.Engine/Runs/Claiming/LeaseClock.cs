namespace Antpath.Engine.Runs.Claiming;

/// <summary>
/// Says how long this process may still act on a lease, by its own clock. It can only make a worker stop sooner than the database would. What this
/// rests on, and a check of every state, is in <c>eng/model/README.md</c>.
/// </summary>
/// <param name="time">The process's clock.</param>
/// <param name="ttl">Length of the lease as the database counts it.</param>
/// <param name="margin">How much sooner this process stops: covers a call already on its way.</param>
/// <param name="askedAt">Timestamp taken before the claim was sent: a slow answer must not lengthen the trust.</param>
internal sealed class LeaseClock(TimeProvider time, TimeSpan ttl, TimeSpan margin, long askedAt)
{
    private long _trustedFrom = askedAt;

    /// <summary>Whether side effects are still allowed.</summary>
    public bool Trusted => time.GetElapsedTime(Volatile.Read(ref _trustedFrom)) < ttl - margin;

    /// <param name="renewalAskedAt">Timestamp taken before the renewal was sent.</param>
    public void Renewed(long renewalAskedAt) => Volatile.Write(ref _trustedFrom, renewalAskedAt);
}
