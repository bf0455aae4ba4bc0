using Antpath.Http;

namespace Antpath;

/// <summary>
/// Too much at once: <c>open_runs_quota_exceeded</c> (wait for runs to finish, or raise the plan), <c>invitations_quota_exceeded</c> (revoke some), both
/// never retried by the client, or <c>rate_limited</c> (retried already, as often as the options allow).
/// </summary>
public sealed class QuotaExceededException : AntpathException
{
    internal QuotaExceededException(ApiFailure failure)
        : base(failure) => RetryAfter = failure.RetryAfter;

    /// <summary>How long the server asks to wait, or null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; }
}
