using System.Text.Json.Serialization.Metadata;

namespace Antpath.Http;

/// <summary>One call of the API, ready to be tried as often as its limits allow: everything here is safe to send twice.</summary>
/// <typeparam name="T">What the answer holds.</typeparam>
internal sealed record ApiCall<T>(HttpMethod Method, string Path, JsonTypeInfo<T> Answer)
{
    /// <summary>Query with its question mark, or empty. Kept out of messages.</summary>
    public string Query { get; init; } = "";

    /// <summary>JSON to send, or null.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    public string? IdempotencyKey { get; init; }

    /// <summary>Time the server may hold the call on purpose, on top of the attempt timeout.</summary>
    public TimeSpan HeldFor { get; init; }

    /// <summary>Limits of this call, or null for the client's.</summary>
    public RetryLimits? Retry { get; init; }

    /// <summary>Whether a refusal is a <see cref="SubmissionRefusedException"/>.</summary>
    public bool Submission { get; init; }

    /// <summary>Whether "not found" on a repeated try means that an earlier try did its work: the answer is then empty.</summary>
    public bool AbsentAfterRetry { get; init; }

    public string Operation => $"{Method} /{Path}";
}
