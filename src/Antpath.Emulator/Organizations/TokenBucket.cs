namespace Antpath.Emulator.Organizations;

/// <summary>Holds up to a minute's allowance and refills at that rate.</summary>
internal sealed class TokenBucket(int perMinute, TimeProvider time)
{
    private readonly Lock _gate = new();
    private double _tokens = perMinute;
    private long _filledAt = time.GetTimestamp();

    /// <summary>The allowance, what is left of it, and how long until it is whole again.</summary>
    public (int Limit, int Remaining, TimeSpan Full) Read()
    {
        lock (_gate)
            return (perMinute, (int)_tokens, TimeSpan.FromMinutes((perMinute - _tokens) / perMinute));
    }

    public bool TryTake(out TimeSpan wait)
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            _tokens = Math.Min(perMinute, _tokens + (time.GetElapsedTime(_filledAt, now).TotalMinutes * perMinute));
            _filledAt = now;
            wait = _tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromMinutes((1 - _tokens) / perMinute);
            if (_tokens < 1)
                return false;
            _tokens -= 1;
            return true;
        }
    }
}
