namespace Antpath.Engine.Providers.Claude;

/// <summary>
/// What follows from an answer or from its absence: one table for status, error code and kind of call (provider contract §2.2, §16.1). The
/// sentences are ours; the provider's are never passed on.
/// </summary>
internal static class FailureTable
{
    private sealed record Row(ErrorClass Class, string Code, string Sentence, bool MayHaveHappened = false);

    /// <summary>Classifies an answer that is not a success.</summary>
    public static ProviderFailure ForAnswer(ProviderCall call, ProviderAnswer answer)
    {
        var row = ForErrorCode(answer) ?? ForStatus(call, answer);
        return new ProviderFailure
        {
            Class = row.Class,
            Code = row.Code,
            Message = $"{call.Doing}: {row.Sentence} (HTTP {answer.Status}).",
            OutcomeUnknown = row.MayHaveHappened && !call.Repeatable,
            HttpStatus = answer.Status,
            RetryAfter = answer.RetryAfter,
            RequestId = answer.RequestId,
        };
    }

    /// <summary>Classifies a call without an answer.</summary>
    /// <param name="call">The call.</param>
    /// <param name="loss">How it ended.</param>
    public static ProviderFailure ForLoss(ProviderCall call, CallLoss loss) => loss switch
    {
        CallLoss.NotSent => Lost(call, FailureCodes.Unreachable, "the provider could not be reached, nothing was sent", mayHaveHappened: false),
        CallLoss.ConnectionLost => Lost(call, FailureCodes.ConnectionLost, "the connection was lost before the answer was complete", mayHaveHappened: true),
        CallLoss.TimedOut => Lost(call, FailureCodes.TimedOut, $"no complete answer within {call.Timeout.TotalSeconds:0.###} s", mayHaveHappened: true),
        CallLoss.Unreadable => Lost(call, FailureCodes.AnswerUnreadable, "the provider answered success in a form that cannot be read", mayHaveHappened: true),
        CallLoss.TooLarge => Lost(call, FailureCodes.AnswerTooLarge, "the provider's answer is larger than accepted", mayHaveHappened: true),
        _ => throw new System.Diagnostics.UnreachableException($"call loss {loss}"),
    };

    /// <summary>Classifies a call that got no turn under the rate budget in time.</summary>
    public static ProviderFailure ForNoTurn(ProviderCall call, TimeSpan comeBackIn) => new()
    {
        Class = ErrorClass.TransientProvider,
        Code = FailureCodes.BudgetExhausted,
        Message = $"{call.Doing}: not asked, the key's rate budget is used up for now.",
        OutcomeUnknown = false,
        NotAsked = true,
        RetryAfter = comeBackIn,
    };

    /// <summary>Classifies a call that was not made because the shared rate budget could not be asked.</summary>
    public static ProviderFailure ForNoBudget(ProviderCall call) => new()
    {
        Class = ErrorClass.TransientProvider,
        Code = FailureCodes.BudgetUnavailable,
        Message = $"{call.Doing}: not asked, the database with the key's rate budget does not answer.",
        OutcomeUnknown = false,
    };

    /// <summary>A failure that the adapter finds by itself, without an answer to blame.</summary>
    public static ProviderFailure Own(ProviderCall call, ErrorClass errorClass, string code, string sentence) => new()
    {
        Class = errorClass,
        Code = code,
        Message = $"{call.Doing}: {sentence}.",
        OutcomeUnknown = false,
    };

    private static ProviderFailure Lost(ProviderCall call, string code, string sentence, bool mayHaveHappened) => new()
    {
        Class = ErrorClass.TransientProvider,
        Code = code,
        Message = $"{call.Doing}: {sentence}.",
        OutcomeUnknown = mayHaveHappened && !call.Repeatable,
    };

    // the codes that say more than their status (provider contract §2.2)
    private static Row? ForErrorCode(ProviderAnswer answer) => answer.ErrorCode switch
    {
        "organization_not_enrolled_in_beta" => new(ErrorClass.TenantPermanent, FailureCodes.BetaNotEnrolled,
            "the key's organization is not enrolled in Managed Agents; enrol it with the provider and submit again"),
        "organization_on_hold" => new(ErrorClass.TenantPermanent, FailureCodes.OrganizationOnHold,
            "the key's organization is on hold; settle that with the provider and submit again"),
        "storage_quota_exceeded" => new(ErrorClass.TenantPermanent, FailureCodes.StorageQuotaExceeded,
            "the organization's file storage at the provider is full; delete files there and submit again"),
        "enforced_spend_limit_reached" => new(ErrorClass.TenantPermanent, FailureCodes.SpendLimitReached,
            "the organization's spend limit at the provider is reached; raise it and submit again"),
        "model_not_budgetable" => new(ErrorClass.TenantPermanent, FailureCodes.ModelNotBudgetable,
            "the template's model has no list price, so it cannot run under a budget; choose another model or drop the budget"),
        "environment_create_disabled" or "environment_update_disabled" => new(ErrorClass.TenantPermanent, FailureCodes.PermissionDenied,
            "the organization does not allow environments to be made through the API; have it allowed and submit again"),
        "file_not_downloadable" => new(ErrorClass.ProviderPermanent, FailureCodes.FileNotDownloadable, "the provider does not give this file out"),
        "file_expired" => new(ErrorClass.ProviderPermanent, FailureCodes.FileExpired, "the file's time at the provider is over"),
        // the body did not arrive, so nothing was done (§16.1)
        "request_body_timeout" => new(ErrorClass.TransientProvider, FailureCodes.TimedOut, "the provider got the request too slowly and dropped it"),
        "unsupported_charset" or "invalid_config_type_change" or "invalid_metadata" => new(ErrorClass.AntpathBug, FailureCodes.RequestMalformed,
            "the provider refused the form of the request; report this with the provider's request id"),
        "skill_read_blocked_undecryptable" => new(ErrorClass.TenantPermanent, FailureCodes.EncryptionKeyUnavailable,
            "the organization's own encryption key is not available to the provider; restore it and submit again"),
        { } code when code.StartsWith("cmek_", StringComparison.Ordinal) && answer.Status < 500 => new(
            ErrorClass.TenantPermanent, FailureCodes.EncryptionKeyUnavailable,
            "the organization's own encryption key is not available to the provider; restore it and submit again"),
        _ => null,
    };

    private static Row ForStatus(ProviderCall call, ProviderAnswer answer) => answer.Status switch
    {
        >= 300 and < 400 => new(ErrorClass.ProviderPermanent, FailureCodes.Redirected, "the provider's address redirects; set ANTPATH_PROVIDER_BASE_URL to the final one"),
        401 => new(ErrorClass.TenantPermanent, FailureCodes.KeyRejected, "the provider rejected the key; submit again with a valid one"),
        402 => new(ErrorClass.TenantPermanent, FailureCodes.Billing, "the provider has a payment problem with the key's organization; settle it and submit again"),
        403 => new(ErrorClass.TenantPermanent, FailureCodes.PermissionDenied, "the key may not do this; use one of a workspace that may"),
        404 => new(ErrorClass.ProviderPermanent, call.MissingCode, "the provider does not know it, or not for this key"),
        408 => Unknown(FailureCodes.TimedOut, "the provider gave up waiting"),
        409 => new(ErrorClass.ProviderPermanent, FailureCodes.Conflict, "the provider holds something that contradicts it"),
        413 => new(ErrorClass.TenantPermanent, FailureCodes.RequestTooLarge, "it is larger than the provider accepts; make prompt or files smaller"),
        // without a time to come back this is a cap, not a rate (§2.2)
        429 when answer.RetryAfter is null => new(ErrorClass.TransientProvider, FailureCodes.LimitUnexplained,
            "the provider refused for a limit and did not say for how long; its organization may have reached a cap"),
        429 => new(ErrorClass.TransientProvider, FailureCodes.RateLimited, "the key's organization asks the provider too often"),
        431 or 415 => new(ErrorClass.AntpathBug, FailureCodes.RequestMalformed, "the provider refused the form of the request; report this with the provider's request id"),
        499 => Unknown(FailureCodes.ConnectionLost, "the connection was cut on the way"),
        501 => new(ErrorClass.ProviderPermanent, FailureCodes.Refused, "the provider does not offer this"),
        503 => Unknown(FailureCodes.Unavailable, "the provider is not available"),
        504 => Unknown(FailureCodes.TimedOut, "the provider ran out of time"),
        529 => Unknown(FailureCodes.Overloaded, "the provider is overloaded"),
        >= 500 => Unknown(FailureCodes.Unavailable, "the provider failed inside"),
        _ => new(ErrorClass.ProviderPermanent, FailureCodes.Refused, "the provider refused it; check the template against the provider's limits"),
    };

    private static Row Unknown(string code, string sentence) => new(ErrorClass.TransientProvider, code, sentence, MayHaveHappened: true);
}
