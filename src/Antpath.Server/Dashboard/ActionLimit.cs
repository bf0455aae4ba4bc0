using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Server.Dashboard.People;
using Antpath.Server.RateLimits;
using Antpath.Server.SignIn;

namespace Antpath.Server.Dashboard;

/// <summary>Holds what a page posts against a limit. Who is too fast is back on the page, which says so: a browser shows no problem document.</summary>
internal static class ActionLimit
{
    extension(RouteHandlerBuilder action)
    {
        /// <summary>Limits the speed of an action of a workspace.</summary>
        /// <param name="kind">Which limit; actions of one kind share it, and with the API's operations.</param>
        /// <param name="page">The page it was posted from.</param>
        public RouteHandlerBuilder LimitsRateOn(RateLimitKind kind, Func<HttpContext, string> page) => action.Limits(
            kind, page, (limiter, http) =>
                limiter.TakeAsync(kind, http.RequestServices.GetRequiredService<DashboardSession>().Principal.Workspace, http.RequestAborted));

        /// <summary>Limits the speed of an action of a workspace that is always posted from one page.</summary>
        /// <param name="kind">Which limit.</param>
        /// <param name="page">The page.</param>
        public RouteHandlerBuilder LimitsRateOn(RateLimitKind kind, string page) => action.LimitsRateOn(kind, _ => page);

        /// <summary>Limits the speed of what a person does for themselves, whatever workspace they are in.</summary>
        /// <param name="page">The page it was posted from.</param>
        public RouteHandlerBuilder LimitsPersonOn(string page) => action.Limits(
            RateLimitKind.Person, _ => page, (limiter, http) =>
                limiter.TakeAsync(RateLimitKind.Person, http.RequestServices.GetRequiredService<PersonSession>().Person.AppUser, http.RequestAborted));

        private RouteHandlerBuilder Limits(
            RateLimitKind kind, Func<HttpContext, string> page, Func<RateLimiter, HttpContext, Task<RateLimitAnswer>> take) => action
            .WithMetadata(new RateLimited(kind))
            .AddEndpointFilter(async (invocation, next) =>
            {
                var http = invocation.HttpContext;
                var answer = await take(http.RequestServices.GetRequiredService<RateLimiter>(), http);
                RateLimitHeaders.Write(http.Response.Headers, answer);
                return answer.Granted ? await next(invocation) : Refuse(http, page(http), answer);
            });
    }

    /// <summary>Sends who is too fast back to their page.</summary>
    public static IResult Refuse(HttpContext http, string page, RateLimitAnswer answer)
    {
        RateLimitHeaders.WriteRetryAfter(http.Response.Headers, answer);
        return Said.On(page, Said.TooFast(answer.RetryAfter));
    }
}
