using System.Text.Json;
using Antpath.Problems;

namespace Antpath.Server.Problems;

/// <summary>Answers a request with a problem document (RFC 9457).</summary>
internal sealed class ApiProblem(ProblemKind kind, string detail) : IResult
{
    /// <summary>Where the kinds are explained, relative to the host.</summary>
    public const string DocumentationPath = "/docs/problems";

    public ProblemKind Kind { get; } = kind;

    /// <summary>Each thing that is wrong with the input; null when the input is not the cause.</summary>
    public IReadOnlyList<Problem>? Errors { get; init; }

    /// <summary>Path of the resource concerned, when it is not the one that was asked for.</summary>
    public string? Instance { get; init; }

    /// <summary>When the request is worth repeating; null when it is not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Kind.Status;
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString();

        var document = new ProblemDocument
        {
            Type = $"{DocumentationPath}#{Kind.Code}",
            Title = Kind.Title,
            Status = Kind.Status,
            Detail = detail,
            Instance = Instance,
            Code = Kind.Code,
            Errors = Errors,
            RequestId = httpContext.TraceIdentifier,
        };
        response.ContentType = ProblemDocument.MediaType;
        var body = JsonSerializer.SerializeToUtf8Bytes(document, ProblemJsonContext.Default.ProblemDocument);
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(httpContext.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}
