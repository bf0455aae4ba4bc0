using System.Collections.Concurrent;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Organizations;

/// <summary>The organization's token buckets (§3): a minute's allowance that refills steadily, so a burst can be refused.</summary>
internal sealed class RateLimits(EmulatorOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Key, CallClass Class), TokenBucket> _buckets = new();
    private readonly ConcurrentDictionary<string, int> _environmentCalls = new(StringComparer.Ordinal);

    /// <summary>Counts a call. Dispose the ticket when the call is over.</summary>
    /// <param name="headers">Of the answer: the <c>anthropic-ratelimit-*</c> headers (§1.3) stand on refusals as well.</param>
    public Ticket Take(Organization organization, CallClass callClass, IHeaderDictionary headers)
    {
        if (!options.RateLimits)
            return new Ticket(null, "");
        bool environment = callClass == CallClass.Environment;
        TokenBucket bucket = _buckets.GetOrAdd((organization.Fingerprint, callClass), _ => new TokenBucket(PerMinute(callClass), time));
        if (environment && _environmentCalls.AddOrUpdate(organization.Fingerprint, 1, static (_, count) => count + 1) > options.EnvironmentCallsInFlightMax)
        {
            Release(organization.Fingerprint);
            Describe(bucket, headers);
            throw Refuse(callClass, 1);
        }
        bool taken = bucket.TryTake(out TimeSpan wait);
        Describe(bucket, headers);
        if (taken)
            return new Ticket(environment ? this : null, organization.Fingerprint);
        if (environment)
            Release(organization.Fingerprint);
        throw Refuse(callClass, (int)Math.Max(1, Math.Ceiling(wait.TotalSeconds)));
    }

    public void Reset()
    {
        _buckets.Clear();
        _environmentCalls.Clear();
    }

    private void Release(string fingerprint) => _environmentCalls.AddOrUpdate(fingerprint, 0, static (_, count) => Math.Max(0, count - 1));

    private int PerMinute(CallClass callClass) => callClass switch
    {
        CallClass.Create => options.CreatesPerMinute,
        CallClass.Environment => options.EnvironmentCallsPerMinute,
        CallClass.File => options.FileCallsPerMinute,
        _ => options.ReadsPerMinute,
    };

    private static RefusedException Refuse(CallClass callClass, int seconds) =>
        new(429, "rate_limit_error", $"the organization's rate limit for {callClass.ToString().ToLowerInvariant()} calls is reached") { RetryAfterSeconds = seconds };

    private void Describe(TokenBucket bucket, IHeaderDictionary headers)
    {
        (int limit, int remaining, TimeSpan full) = bucket.Read();
        headers["anthropic-ratelimit-requests-limit"] = limit.ToString();
        headers["anthropic-ratelimit-requests-remaining"] = remaining.ToString();
        headers["anthropic-ratelimit-requests-reset"] = Timestamps.Write(time.GetUtcNow() + full);
    }

    internal readonly struct Ticket(RateLimits? owner, string fingerprint) : IDisposable
    {
        public void Dispose() => owner?.Release(fingerprint);
    }
}
