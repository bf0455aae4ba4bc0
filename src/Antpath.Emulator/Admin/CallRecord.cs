using System.Text.Json.Nodes;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Admin;

/// <summary>What is remembered of a call: never a body, a query or a key.</summary>
internal sealed class CallRecord(DateTimeOffset at, string method, string template, string requestId, int? retryCount, string? sdk)
{
    private const int SdkCharsMax = 64;

    public string Template { get; } = template;

    public string RequestId { get; } = requestId;

    /// <summary>0 when the connection was cut before an answer, 499 when the client left first.</summary>
    public int Status { get; set; }

    /// <summary>The key's fingerprint; null when there was no acceptable key.</summary>
    public string? Key { get; set; }

    public string? Fault { get; set; }

    /// <summary>The same for the same call; null when the call was refused before its body was read.</summary>
    public string? Digest { get; set; }

    /// <summary>The request id of the newest earlier call that was the same and came to nothing the client could use.</summary>
    public string? RetryOf { get; set; }

    /// <summary>Whether this is a second try, by the SDK's own count (§1.4) or by what was asked.</summary>
    public bool Retried => retryCount > 0 || RetryOf is not null;

    /// <summary>Whether a client that gets this answer tries again (§1.5).</summary>
    public bool Retryable => Status is 0 or 408 or 409 or 429 or 499 or >= 500 || Fault is not null;

    public static CallRecord Of(HttpRequest request, DateTimeOffset now, string template, string requestId) =>
        new(now, request.Method, template, requestId, RetryCount(request.Headers), Sdk(request.Headers));

    public JsonNode Render() => new JsonObject
    {
        ["at"] = Timestamps.Write(at),
        ["method"] = method,
        ["path"] = Template,
        ["status"] = Status,
        ["request_id"] = RequestId,
        ["retry_count"] = retryCount,
        ["retry_of"] = RetryOf,
        ["key"] = Key,
        ["sdk"] = sdk,
        ["fault"] = Fault,
    };

    private static int? RetryCount(IHeaderDictionary headers) => int.TryParse(headers["x-stainless-retry-count"], out int count) ? count : null; // §1.4

    private static string? Sdk(IHeaderDictionary headers)
    {
        string language = headers["x-stainless-lang"].ToString();
        string sdk = $"{language} {headers["x-stainless-package-version"]}";
        return language.Length == 0 ? null : sdk.Length <= SdkCharsMax ? sdk : sdk[..SdkCharsMax];
    }
}
