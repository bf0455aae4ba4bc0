namespace Antpath.Engine.Tenancy.RateLimits;

/// <summary>One limit of speed: a bucket that holds <paramref name="Burst"/> and is refilled evenly.</summary>
/// <param name="Name">The word of <c>rate_limit_buckets.bucket</c>, which is also its name in HTTP headers.</param>
/// <param name="PerMinute">What comes back in a minute, from 1.</param>
/// <param name="Burst">What may be taken at once after a pause, from 1.</param>
public sealed record RateLimit(string Name, int PerMinute, int Burst)
{
    private const double SecondsPerMinute = 60;

    /// <summary>What comes back in a second.</summary>
    internal double PerSecond => PerMinute / SecondsPerMinute;

    /// <summary>How long an empty bucket takes to be full.</summary>
    public TimeSpan Window => Until(Burst, 0);

    /// <summary>How long until a bucket that has <paramref name="tokens"/> has <paramref name="wanted"/>.</summary>
    internal TimeSpan Until(double wanted, double tokens) => wanted <= tokens ? TimeSpan.Zero : TimeSpan.FromSeconds((wanted - tokens) / PerSecond);
}
