namespace Antpath.Engine.Providers.Claude;

/// <summary>What is kept of an answer that is not a success. Its text is not: it may repeat what we sent.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ErrorCode">The provider's <c>details.error_code</c> when it is a plain word, else null (provider contract §2).</param>
/// <param name="RequestId">The provider's request id, or null.</param>
/// <param name="RetryAfter">How long it asked to wait, or null.</param>
/// <param name="MayRepeat">The provider's own word on repeating (<c>x-should-retry</c>), or null.</param>
internal sealed record ProviderAnswer(int Status, string? ErrorCode, string? RequestId, TimeSpan? RetryAfter, bool? MayRepeat);
