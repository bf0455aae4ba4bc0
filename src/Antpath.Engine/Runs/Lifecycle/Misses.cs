namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>
/// Looks at the provider that did not find what may be there. Its lists show what is new only after a while, so that one look proves nothing: a second
/// one must have been asked for a grace period after the first was answered. When its answer arrives does not count, for it tells of the past.
/// Safe from any thread.
/// </summary>
internal sealed class Misses
{
    private readonly Dictionary<string, long> _firstAnsweredAt = new(StringComparer.Ordinal);

    /// <summary>Notes a look that found nothing.</summary>
    /// <param name="subject">What was looked for.</param>
    /// <param name="askedAt">Timestamp before the provider was asked.</param>
    /// <param name="time">The clock that timestamp is of.</param>
    /// <param name="grace">How long what is there may stay unseen.</param>
    /// <returns>Whether its absence is proven by now.</returns>
    public bool Prove(string subject, long askedAt, TimeProvider time, TimeSpan grace)
    {
        lock (_firstAnsweredAt)
        {
            if (_firstAnsweredAt.TryGetValue(subject, out var first))
                return time.GetElapsedTime(first, askedAt) >= grace;
            _firstAnsweredAt[subject] = time.GetTimestamp();
            return grace == TimeSpan.Zero;
        }
    }

    /// <summary>It may be there again: what was not seen before proves nothing any more.</summary>
    public void Forget(string subject)
    {
        lock (_firstAnsweredAt)
            _firstAnsweredAt.Remove(subject);
    }

    /// <summary>Another attempt begins.</summary>
    public void Clear()
    {
        lock (_firstAnsweredAt)
            _firstAnsweredAt.Clear();
    }
}
