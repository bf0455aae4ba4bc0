using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Server.Problems;

namespace Antpath.Server.RateLimits;

/// <summary>
/// Holds sign-ins back, from one address and for one e-mail address. One line before anything is looked up or sent:
/// <c>if (await limit.RefuseAsync(http, email) is { } refusal) return refusal;</c>
/// The answer depends on the tries alone, so it does not tell whether anybody has the e-mail address.
/// </summary>
internal sealed class SignInLimit(RateLimiter limiter)
{
    /// <param name="http">The request.</param>
    /// <param name="email">The e-mail address as it was typed, or null when the way of signing in has none.</param>
    /// <returns>The answer to give; null when the sign-in may go on.</returns>
    public async Task<ApiProblem?> RefuseAsync(HttpContext http, string? email)
    {
        var answer = await limiter.TakeAsync(RateLimitKind.SignIn, RateLimitAddress.Of(http.Connection.RemoteIpAddress), http.RequestAborted);
        if (answer.Granted && email is not null)
            answer = await limiter.TakeAsync(RateLimitKind.SignIn, RateLimitAddress.OfEmail(email), http.RequestAborted);
        RateLimitHeaders.Write(http.Response.Headers, answer);
        return answer.Granted ? null : Refusals.TooFast(RateLimitKind.SignIn, answer.RetryAfter);
    }
}
