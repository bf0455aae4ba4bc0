using System.Diagnostics;
using Antpath.Engine.Telemetry;
using Antpath.Ids;

namespace Antpath.Server.Telemetry;

/// <summary>A span for each request, told by its route's template: a path holds ids, and a query may hold a link's token.</summary>
internal sealed class RequestSpans(RequestDelegate next)
{
    private static readonly string[] Methods = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"];

    public Task InvokeAsync(HttpContext context) => Spans.Watched ? ObserveAsync(context) : next(context);

    private async Task ObserveAsync(HttpContext context)
    {
        using var span = Spans.Request();
        try
        {
            await next(context);
        }
        finally
        {
            if (span is { IsAllDataRequested: true })
                Describe(span, context);
        }
    }

    private static void Describe(Activity span, HttpContext context)
    {
        var method = Methods.Contains(context.Request.Method, StringComparer.Ordinal) ? context.Request.Method : "_OTHER";
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.Replace("?", "", StringComparison.Ordinal);
        span.DisplayName = route is null ? method : $"{method} {route}";
        span.SetTag(SpanAttributes.Method, method);
        span.SetTag(SpanAttributes.Route, route);
        span.SetTag(SpanAttributes.StatusCode, context.Response.StatusCode);
        span.SetTag(SpanAttributes.Request, context.TraceIdentifier);
        if (RunId.TryParse(context.Request.RouteValues["runId"] as string, out var run))
            span.SetTag(SpanAttributes.Run, run.ToString());
        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            span.SetStatus(ActivityStatusCode.Error);
    }
}
