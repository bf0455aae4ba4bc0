using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Ids;
using Antpath.Server.Problems;

namespace Antpath.Server.RateLimits;

/// <summary>
/// Holds what a page answers itself against a limit of the workspace; what it posts elsewhere has <see cref="Dashboard.ActionLimit"/>, and the API
/// <see cref="RateLimitGate"/>.
/// </summary>
internal static class PageLimit
{
    /// <summary>Takes one, and says so in the answer's headers and status.</summary>
    /// <param name="limiter">The limits.</param>
    /// <param name="kind">Which of them.</param>
    /// <param name="workspace">Whose.</param>
    /// <param name="http">The page's request.</param>
    /// <returns>What to tell the person; null when the act may go on.</returns>
    public static async Task<string?> RefuseAsync(this RateLimiter limiter, RateLimitKind kind, WorkspaceId workspace, HttpContext http)
    {
        var answer = await limiter.TakeAsync(kind, workspace, http.RequestAborted);
        RateLimitHeaders.Write(http.Response.Headers, answer);
        if (answer.Granted)
            return null;
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        RateLimitHeaders.WriteRetryAfter(http.Response.Headers, answer);
        return $"{Refusals.TooFast(kind)} Try again in {Quantities.Duration(answer.RetryAfter)}.";
    }
}
