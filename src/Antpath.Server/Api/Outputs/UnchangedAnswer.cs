namespace Antpath.Server.Api.Outputs;

/// <summary>Says that the client's copy is the file.</summary>
internal sealed class UnchangedAnswer(string entityTag) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
        httpContext.Response.Headers.ETag = entityTag;
        httpContext.Response.Headers.CacheControl = "private, no-store";
        return Task.CompletedTask;
    }
}
