using System.Globalization;
using System.Text.Json;

namespace Antpath.Engine.Providers.Claude;

/// <summary>
/// Turns every answer that is not a success into a <see cref="ProviderAnswerException"/> before the SDK sees it: the SDK's own exceptions drop the
/// headers and keep the text, and we need it the other way round.
/// </summary>
internal sealed class AnswerHandler(TimeProvider time) : DelegatingHandler
{
    private const int ErrorBytesMax = 64 * 1024;
    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromHours(1);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
            return response;

        using (response)
        {
            var body = await ErrorBodyAsync(response, cancellationToken);
            throw new ProviderAnswerException(new ProviderAnswer(
                (int)response.StatusCode,
                body.Code,
                RequestIdOf(response) ?? body.RequestId,
                RetryAfter(response),
                bool.TryParse(Header(response, "x-should-retry"), out var mayRepeat) ? mayRepeat : null));
        }
    }

    /// <summary>The provider's id of the request that an answer belongs to, or null.</summary>
    public static string? RequestIdOf(HttpResponseMessage response) => PlainWords.RequestId(Header(response, "request-id"));

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        // seconds (provider contract §1.3), which the typed header reads only when they are whole
        if (double.TryParse(Header(response, "retry-after"), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(Math.Clamp(seconds, 0, RetryAfterMax.TotalSeconds));

        var wait = response.Headers.RetryAfter?.Date - time.GetUtcNow();
        if (wait is not { } asked)
            return null;
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked > RetryAfterMax ? RetryAfterMax : asked;
    }

    private static async Task<(string? Code, string? RequestId)> ErrorBodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
            await using var bounded = new BoundedStream(content, ErrorBytesMax);
            using var document = await JsonDocument.ParseAsync(bounded, default, cancellationToken);
            var code = document.RootElement.Member("error")?.Member("details")?.Text("error_code");
            return (PlainWords.ErrorCode(code), PlainWords.RequestId(document.RootElement.Text("request_id")));
        }
        catch (Exception e) when (e is JsonException or IOException or HttpRequestException or AnswerTooLargeException)
        {
            // an edge in front of the service answers without JSON (provider contract §2.2); the status is enough
            return (null, null);
        }
    }
}
