using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Server.Dashboard.People;
using Antpath.Server.RateLimits;

namespace Antpath.Server.Dashboard;

/// <summary>Holds what a page posts against a limit of the workspace. Who is too fast is back on the page, which says so: a browser shows no problem document.</summary>
internal static class ActionLimit
{
    extension(RouteHandlerBuilder action)
    {
        /// <summary>Limits the speed of an action.</summary>
        /// <param name="kind">Which limit; actions of one kind share it, and with the API's operations.</param>
        /// <param name="page">The page it was posted from.</param>
        public RouteHandlerBuilder LimitsRateOn(RateLimitKind kind, Func<HttpContext, string> page) => action
            .WithMetadata(new RateLimited(kind))
            .AddEndpointFilter(async (invocation, next) =>
            {
                var http = invocation.HttpContext;
                var workspace = http.RequestServices.GetRequiredService<DashboardSession>().Principal.Workspace;
                var answer = await http.RequestServices.GetRequiredService<RateLimiter>().TakeAsync(kind, workspace, http.RequestAborted);
                RateLimitHeaders.Write(http.Response.Headers, answer);
                if (answer.Granted)
                    return await next(invocation);
                RateLimitHeaders.WriteRetryAfter(http.Response.Headers, answer);
                return Said.On(page(http), Said.TooFast(answer.RetryAfter));
            });

        /// <summary>Limits the speed of an action of one page.</summary>
        /// <param name="kind">Which limit; actions of one kind share it, and with the API's operations.</param>
        /// <param name="page">The page it was posted from.</param>
        public RouteHandlerBuilder LimitsRateOn(RateLimitKind kind, string page) => action.LimitsRateOn(kind, _ => page);
    }
}
