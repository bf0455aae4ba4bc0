using System.Text.Json;
using Antpath.Problems;

namespace Antpath.Http;

/// <summary>Turns answers that are no success into an <see cref="ApiFailure"/>, whoever wrote them: the API, or a proxy on the way.</summary>
internal static class FailureReader
{
    private const int ProblemBytesMax = 1024 * 1024;
    private const string RequestIdHeader = "X-Request-Id";

    public static async Task<ApiFailure> ReadAsync(string operation, HttpResponseMessage response, TimeProvider time, CancellationToken cancellationToken)
    {
        var document = await ProblemOf(response.Content, cancellationToken).ConfigureAwait(false);
        return new ApiFailure
        {
            Operation = operation,
            Status = response.StatusCode,
            Code = document?.Code ?? FailureCodes.ForStatus((int)response.StatusCode),
            Detail = document?.Detail ?? document?.Title ?? Guess(response),
            RequestId = document?.RequestId ?? RequestId(response),
            Problems = document?.Errors ?? [],
            RetryAfter = RetryAfter(response, time),
        };
    }

    public static string? RequestId(HttpResponseMessage response) =>
        response.Headers.TryGetValues(RequestIdHeader, out var values) ? values.FirstOrDefault() : null;

    private static async Task<ProblemDocument?> ProblemOf(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentType?.MediaType != ProblemDocument.MediaType)
            return null;
        var body = await BoundedBody.ReadAsync(content, ProblemBytesMax, cancellationToken).ConfigureAwait(false);
        try
        {
            return body is { } bytes ? JsonSerializer.Deserialize(bytes.Span, ProblemJsonContext.Default.ProblemDocument) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Guess(HttpResponseMessage response) =>
        (int)response.StatusCode switch
        {
            >= 300 and < 400 => $"the server sends callers elsewhere{To(response.Headers.Location)}; the base URL is probably not the API's",
            404 => "nothing here answers like an Antpath API; check the base URL",
            >= 500 => $"the server, or a proxy before it, failed ({response.ReasonPhrase})",
            _ => $"refused without an explanation ({response.ReasonPhrase})",
        };

    // the host alone: a redirect's path and query may carry anything
    private static string To(Uri? location) => location is { IsAbsoluteUri: true } ? $" (to {location.Scheme}://{location.Authority})" : "";

    private static TimeSpan? RetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date - time.GetUtcNow());
        return wait is { } asked ? TimeSpan.FromTicks(Math.Max(0, asked.Ticks)) : null;
    }
}
