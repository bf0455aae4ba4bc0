namespace Antpath.Engine.Providers.Claude;

/// <summary>Codes of <see cref="ProviderFailure"/>, stable.</summary>
internal static class FailureCodes
{
    public const string KeyRejected = "provider_key_rejected";
    public const string Billing = "provider_billing";
    public const string PermissionDenied = "provider_permission_denied";
    public const string BetaNotEnrolled = "provider_beta_not_enrolled";
    public const string OrganizationOnHold = "provider_organization_on_hold";
    public const string StorageQuotaExceeded = "provider_storage_quota_exceeded";
    public const string SpendLimitReached = "provider_spend_limit_reached";
    public const string EncryptionKeyUnavailable = "provider_encryption_key_unavailable";
    public const string ModelNotBudgetable = "model_not_budgetable";
    public const string RequestTooLarge = "provider_request_too_large";
    public const string Refused = "provider_refused";
    public const string Conflict = "provider_conflict";
    public const string Redirected = "provider_redirected";
    public const string ResourceMissing = "provider_resource_missing";
    public const string SessionLost = "session_lost";
    public const string SessionStillRunning = "session_still_running";
    public const string FileNotDownloadable = "file_not_downloadable";
    public const string FileExpired = "file_expired";
    public const string RequestMalformed = "provider_request_malformed";
    public const string RateLimited = "provider_rate_limited";
    public const string LimitUnexplained = "provider_limit_unexplained";
    public const string BudgetExhausted = "provider_rate_budget_exhausted";
    public const string BudgetUnavailable = "provider_rate_budget_unavailable";
    public const string Overloaded = "provider_overloaded";
    public const string Unavailable = "provider_unavailable";
    public const string TimedOut = "provider_timeout";
    public const string Unreachable = "provider_unreachable";
    public const string ConnectionLost = "provider_connection_lost";
    public const string AnswerUnreadable = "provider_answer_unreadable";
    public const string AnswerTooLarge = "provider_answer_too_large";
    public const string ListingRepeats = "provider_listing_repeats";
    public const string ListingTooLong = "provider_listing_too_long";
    public const string CredentialMissing = "mcp_credential_missing";
    public const string AddressShared = "mcp_server_address_shared";
    public const string HeaderUnsupported = "mcp_header_unsupported";
    public const string ContentMissing = "bundle_content_missing";
}
