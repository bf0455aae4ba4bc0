namespace Antpath.Server.Problems;

/// <summary>
/// Gives every request an id of ours and shows it in the answer. One sent by the client is ignored: it would end up in the logs unread.
/// </summary>
internal sealed class RequestIds(RequestDelegate next, TimeProvider time)
{
    public const string Header = "X-Request-Id";

    public Task InvokeAsync(HttpContext context)
    {
        context.TraceIdentifier = RequestId.Next(time).ToString();
        context.Response.Headers[Header] = context.TraceIdentifier;
        return next(context);
    }
}
