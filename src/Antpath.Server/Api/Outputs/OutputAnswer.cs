using System.Buffers;
using Antpath.Engine.Outputs;

namespace Antpath.Server.Api.Outputs;

/// <summary>Sends a file, or a part of it, so that no browser opens it on our address.</summary>
internal sealed class OutputAnswer(OutputContent content, ByteRange range, string entityTag) : IResult
{
    public const string Sandboxed = "sandbox; default-src 'none'; frame-ancestors 'none'";
    private const int BufferBytes = 64 * 1024;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var headers = response.Headers;
        response.StatusCode = range.Partial ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK;
        response.ContentType = content.ContentType;
        response.ContentLength = range.Length;
        headers.ContentDisposition = content.ContentDisposition;
        headers.ContentSecurityPolicy = Sandboxed;
        headers.CacheControl = "private, no-store";
        headers.AcceptRanges = "bytes";
        headers.ETag = entityTag;
        headers[ReadOutputContentEndpoint.Sha256Header] = content.Sha256;
        if (range.Partial)
            headers.ContentRange = $"bytes {range.Offset}-{range.Offset + range.Length - 1}/{content.SizeBytes}";
        if (HttpMethods.IsHead(httpContext.Request.Method) || range.Length == 0)
            return;

        await using var file = await content.OpenAsync(range.Offset, range.Length, httpContext.RequestAborted);
        await CopyAsync(file, response.Body, httpContext.RequestAborted);
    }

    /// <summary>Copies exactly the announced bytes: a store that gives more must not break the connection's framing.</summary>
    private async Task CopyAsync(Stream file, Stream body, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (var left = range.Length; left > 0;)
            {
                var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), cancellationToken);
                if (read == 0)
                    throw new EndOfStreamException($"the stored file ends {left} bytes early");

                await body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }
}
