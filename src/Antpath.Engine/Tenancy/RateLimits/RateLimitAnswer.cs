namespace Antpath.Engine.Tenancy.RateLimits;

/// <summary>Whether an act may go on now.</summary>
public sealed record RateLimitAnswer
{
    /// <summary>The answer of a limit that is switched off.</summary>
    public static RateLimitAnswer Unlimited { get; } = new() { Granted = true };

    /// <summary>Whether it may.</summary>
    public required bool Granted { get; init; }

    /// <summary>The limit that was asked, or null when it is switched off.</summary>
    public RateLimit? Limit { get; init; }

    /// <summary>How many more may follow at once.</summary>
    public int Remaining { get; init; }

    /// <summary>How long until the next may; zero when it may now.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>How long until the bucket is full again if nobody takes from it.</summary>
    public TimeSpan FullIn { get; init; }
}
