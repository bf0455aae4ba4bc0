using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Server.Problems;

namespace Antpath.Server.RateLimits;

/// <summary>Holds requests against a limit of their workspace before they do anything. Runs behind authorization, so strangers spend nobody's share.</summary>
internal static class RateLimitGate
{
    extension(RouteHandlerBuilder endpoint)
    {
        /// <summary>Limits the speed of an endpoint.</summary>
        /// <param name="kind">Which limit; endpoints of one kind share it.</param>
        /// <param name="principalOf">Who acts, of a request that was let in.</param>
        public RouteHandlerBuilder LimitsRate(RateLimitKind kind, Func<HttpContext, Principal> principalOf) => endpoint
            .WithMetadata(new RateLimited(kind))
            .AddEndpointFilter(async (invocation, next) =>
            {
                var http = invocation.HttpContext;
                var limiter = http.RequestServices.GetRequiredService<RateLimiter>();
                var answer = await limiter.TakeAsync(kind, principalOf(http).Workspace, http.RequestAborted);
                RateLimitHeaders.Write(http.Response.Headers, answer);
                return answer.Granted ? await next(invocation) : Refusals.TooFast(kind, answer.RetryAfter);
            });
    }
}
