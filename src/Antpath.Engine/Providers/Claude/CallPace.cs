namespace Antpath.Engine.Providers.Claude;

/// <summary>
/// Spreads calls evenly with a small burst: each call moves the due time of the next one on. Calls get their turn in the order they ask.
/// </summary>
/// <param name="interval">Time between two calls in the long run.</param>
/// <param name="burst">How much of that time may be saved up by silence.</param>
internal sealed class CallPace(TimeSpan interval, TimeSpan burst)
{
    private readonly Lock _gate = new();
    private TimeSpan _due = TimeSpan.MinValue;

    /// <summary>Takes the next turn.</summary>
    /// <param name="now">Time on a clock that never goes back.</param>
    /// <param name="waitMax">Longest wait that is acceptable; beyond it no turn is taken.</param>
    /// <param name="wait">How long to wait for the turn, or, when none was taken, until one would be near enough.</param>
    /// <returns>Whether a turn was taken.</returns>
    public bool TryTake(TimeSpan now, TimeSpan waitMax, out TimeSpan wait)
    {
        lock (_gate)
        {
            var due = _due > now - burst ? _due : now - burst;
            wait = due > now ? due - now : TimeSpan.Zero;
            if (wait > waitMax)
            {
                wait -= waitMax;
                return false;
            }

            _due = due + interval;
            return true;
        }
    }

    /// <summary>Gives no turn before an instant: the provider asked for it.</summary>
    public void HoldUntil(TimeSpan instant)
    {
        lock (_gate)
        {
            if (_due < instant)
                _due = instant;
        }
    }

    /// <summary>Whether forgetting this pace would change nothing.</summary>
    public bool IdleAt(TimeSpan now)
    {
        lock (_gate)
            return _due <= now - burst;
    }
}
