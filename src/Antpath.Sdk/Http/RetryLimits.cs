namespace Antpath.Http;

/// <summary>How often and for how long a call may be repeated.</summary>
/// <param name="AttemptsMax">Tries, the first one included.</param>
/// <param name="Timeout">All tries and the waits between them.</param>
/// <param name="BackoffFirst">Upper bound of the first wait.</param>
/// <param name="BackoffMax">Upper bound of any wait the server did not ask for.</param>
internal sealed record RetryLimits(int AttemptsMax, TimeSpan Timeout, TimeSpan BackoffFirst, TimeSpan BackoffMax)
{
    /// <summary>
    /// The wait before the next try: exponential with full jitter, or what the server asked for plus up to one first backoff so that clients
    /// told the same instant do not all come back in it.
    /// </summary>
    /// <param name="attempt">The try that failed, from 1.</param>
    /// <param name="elapsed">Time since the first try began.</param>
    /// <param name="retryAfter">The server's wish, or null.</param>
    /// <param name="jitter">From 0 inclusive to 1 exclusive.</param>
    /// <returns>The wait, or null when the tries are used up or the wait would outlast the timeout.</returns>
    public TimeSpan? NextWait(int attempt, TimeSpan elapsed, TimeSpan? retryAfter, double jitter)
    {
        if (attempt >= AttemptsMax)
            return null;
        var ceiling = Math.Min(BackoffMax.TotalMilliseconds, BackoffFirst.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 40)));
        var wait = retryAfter is { } asked
            ? asked + (BackoffFirst * jitter)
            : TimeSpan.FromMilliseconds(ceiling * jitter);
        return elapsed + wait < Timeout ? wait : null;
    }
}
