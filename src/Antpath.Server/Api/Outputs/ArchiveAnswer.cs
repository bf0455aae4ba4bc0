using Antpath.Engine.Outputs.Archives;

namespace Antpath.Server.Api.Outputs;

/// <summary>Sends an archive while it is made. A failure half-way breaks the connection: the client must not see an end.</summary>
internal sealed class ArchiveAnswer(RunArchive archive) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = RunArchive.ContentType;
        response.Headers.ContentDisposition = archive.ContentDisposition;
        response.Headers.ContentSecurityPolicy = OutputAnswer.Sandboxed;
        response.Headers.CacheControl = "private, no-store";
        response.Headers.AcceptRanges = "none";
        if (!HttpMethods.IsHead(httpContext.Request.Method))
            await archive.WriteAsync(response.Body, httpContext.RequestAborted);
    }
}
