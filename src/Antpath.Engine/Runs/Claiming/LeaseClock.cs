namespace Antpath.Engine.Runs.Claiming;

/// <summary>
/// Says how long this process may still act on a lease, by its own clocks. It can only make a worker stop sooner than the database would. The
/// timestamp counts; the wall clock is asked as well because a timestamp stands still while a machine is suspended. Whichever says later wins.
/// What this rests on, and a check of every state, is in <c>eng/model/README.md</c>.
/// </summary>
internal sealed class LeaseClock
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _trustedLength;
    private Instant _trustedFrom;

    /// <param name="time">The process's clock.</param>
    /// <param name="ttl">Length of the lease as the database counts it.</param>
    /// <param name="margin">How much sooner this process stops: covers a call already on its way.</param>
    /// <param name="askedAt">Taken before the claim was sent: a slow answer must not lengthen the trust.</param>
    public LeaseClock(TimeProvider time, TimeSpan ttl, TimeSpan margin, Instant askedAt)
    {
        _time = time;
        _trustedLength = ttl - margin;
        _trustedFrom = askedAt;
    }

    /// <summary>Whether side effects are still allowed.</summary>
    public bool Trusted => TrustedFor > TimeSpan.Zero;

    /// <summary>How long they are allowed unless the lease is renewed. Not negative.</summary>
    public TimeSpan TrustedFor
    {
        get
        {
            var rest = _trustedLength - Volatile.Read(ref _trustedFrom).Age(_time);
            return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
        }
    }

    /// <param name="renewalAskedAt">Taken before the renewal was sent.</param>
    public void Renewed(Instant renewalAskedAt) => Volatile.Write(ref _trustedFrom, renewalAskedAt);

    /// <summary>A moment by both clocks of this process.</summary>
    /// <param name="Timestamp">The steady clock.</param>
    /// <param name="UtcTicks">The wall clock.</param>
    public sealed record Instant(long Timestamp, long UtcTicks)
    {
        public static Instant Now(TimeProvider time) => new(time.GetTimestamp(), time.GetUtcNow().UtcTicks);

        /// <summary>The longer of both ages: a wall clock set back counts for nothing.</summary>
        public TimeSpan Age(TimeProvider time)
        {
            var steady = time.GetElapsedTime(Timestamp);
            var wall = TimeSpan.FromTicks(time.GetUtcNow().UtcTicks - UtcTicks);
            return steady > wall ? steady : wall;
        }
    }
}
