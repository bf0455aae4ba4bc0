namespace Antpath.Server.Hosting;

/// <summary>Notes each answer by its route pattern: a path holds ids, and a query may hold a link's token.</summary>
internal sealed partial class RequestLog(RequestDelegate next, TimeProvider time, ILogger<RequestLog> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!logger.IsEnabled(LogLevel.Debug))
        {
            await next(context);
            return;
        }

        var since = time.GetTimestamp();
        await next(context);
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
        Log.Answered(logger, context.Request.Method, route, context.Response.StatusCode, (long)time.GetElapsedTime(since).TotalMilliseconds, context.TraceIdentifier);
    }

    private static partial class Log
    {
        [LoggerMessage(3000, LogLevel.Debug, "{Method} {Route} answered {Status} in {Milliseconds} ms for {RequestId}")]
        public static partial void Answered(ILogger logger, string method, string route, int status, long milliseconds, string requestId);
    }
}
