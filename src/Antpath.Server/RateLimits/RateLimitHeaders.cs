using System.Globalization;
using Antpath.Engine.Tenancy.RateLimits;

namespace Antpath.Server.RateLimits;

/// <summary>
/// Tells a client where it stands, as draft-ietf-httpapi-ratelimit-headers-10 (2025) writes it: <c>RateLimit-Policy: "submit";q=1000;w=100</c> and
/// <c>RateLimit: "submit";r=998;t=1</c>.
/// </summary>
internal static class RateLimitHeaders
{
    /// <summary>The limit: <c>q</c> is what may come at once, <c>w</c> the seconds in which as much comes back.</summary>
    public const string Policy = "RateLimit-Policy";

    /// <summary>Where the client stands: <c>r</c> is what may follow at once, <c>t</c> the seconds until all of it may again.</summary>
    public const string State = "RateLimit";

    public static void Write(IHeaderDictionary headers, RateLimitAnswer answer)
    {
        if (answer.Limit is not { } limit)
            return;
        headers[Policy] = string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";q={limit.Burst};w={Seconds(limit.Window)}");
        headers[State] = string.Create(CultureInfo.InvariantCulture, $"\"{limit.Name}\";r={answer.Remaining};t={Seconds(answer.FullIn)}");
    }

    /// <summary>Tells who was refused when to come back.</summary>
    public static void WriteRetryAfter(IHeaderDictionary headers, RateLimitAnswer answer) =>
        headers.RetryAfter = Seconds(answer.RetryAfter).ToString(CultureInfo.InvariantCulture);

    private static long Seconds(TimeSpan span) => (long)Math.Ceiling(span.TotalSeconds);
}
