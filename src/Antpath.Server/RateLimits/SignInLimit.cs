using Antpath.Engine.Tenancy.RateLimits;

namespace Antpath.Server.RateLimits;

/// <summary>
/// Holds sign-ins back, from one address and for one e-mail address, before anything is looked up or sent. The answer depends on the tries
/// alone, so it does not tell whether anybody has the e-mail address.
/// </summary>
internal sealed class SignInLimit(RateLimiter limiter)
{
    /// <param name="http">The request.</param>
    /// <param name="email">The e-mail address as it was typed, or null when the way of signing in has none.</param>
    /// <returns>Whether the sign-in may go on.</returns>
    public async Task<bool> AllowsAsync(HttpContext http, string? email)
    {
        var answer = await limiter.TakeAsync(RateLimitKind.SignIn, RateLimitAddress.Of(http.Connection.RemoteIpAddress), http.RequestAborted);
        if (answer.Granted && email is not null)
            answer = await limiter.TakeAsync(RateLimitKind.SignIn, RateLimitAddress.OfEmail(email), http.RequestAborted);
        RateLimitHeaders.Write(http.Response.Headers, answer);
        return answer.Granted;
    }
}
