namespace Antpath.Problems;

/// <summary>
/// The stable <c>code</c> of every problem document the API answers with. What is wrong inside a submission carries codes of its own in
/// <c>errors</c>. The status, the occasion and the next step of each are in docs/http-status-codes.md.
/// </summary>
public static class ApiProblemCodes
{
    /// <summary>400: the request is not valid HTTP.</summary>
    public const string RequestMalformed = "request_malformed";

    /// <summary>400: the body is not JSON; <c>errors</c> says where.</summary>
    public const string BodyMalformed = "body_malformed";

    /// <summary>400: query parameters are unknown, repeated or out of range; <c>errors</c> has a pointer such as <c>?limit</c> for each.</summary>
    public const string ParameterInvalid = "parameter_invalid";

    /// <summary>400: the Idempotency-Key header is not 1 to 255 printable ASCII characters.</summary>
    public const string IdempotencyKeyInvalid = "idempotency_key_invalid";

    /// <summary>401: no bearer token was sent.</summary>
    public const string TokenMissing = "token_missing";

    /// <summary>401: the token's checksum is wrong: it was mistyped or cut.</summary>
    public const string TokenMalformed = "token_malformed";

    /// <summary>401: no such token was ever issued here.</summary>
    public const string TokenUnknown = "token_unknown";

    /// <summary>401: the token was revoked.</summary>
    public const string TokenRevoked = "token_revoked";

    /// <summary>401: the token's life is over.</summary>
    public const string TokenExpired = "token_expired";

    /// <summary>401: the person who created the token is disabled.</summary>
    public const string TokenCreatorDisabled = "token_creator_disabled";

    /// <summary>403: the token is valid but lacks the scope that the problem names.</summary>
    public const string ScopeMissing = "scope_missing";

    /// <summary>403: the role of the person does not allow the scopes a token would get.</summary>
    public const string ScopesAboveRole = "scopes_above_role";

    /// <summary>403: the workspace is suspended or being deleted.</summary>
    public const string WorkspaceClosed = "workspace_closed";

    /// <summary>403: the person's role in the workspace is too low for this.</summary>
    public const string RoleInsufficient = "role_insufficient";

    /// <summary>404: nobody of that id belongs to the token's workspace.</summary>
    public const string MemberNotFound = "member_not_found";

    /// <summary>404: no invitation of that id waits in the token's workspace.</summary>
    public const string InvitationNotFound = "invitation_not_found";

    /// <summary>404: there is no such run in the token's workspace.</summary>
    public const string RunNotFound = "run_not_found";

    /// <summary>404: there is no such search at the provider in the token's workspace.</summary>
    public const string ProviderSweepNotFound = "provider_sweep_not_found";

    /// <summary>404: there is no such API token in the workspace.</summary>
    public const string TokenNotFound = "token_not_found";

    /// <summary>404: there is no such output on that run.</summary>
    public const string OutputNotFound = "output_not_found";

    /// <summary>404: the link was never issued here, or what it leads to is gone.</summary>
    public const string LinkInvalid = "link_invalid";

    /// <summary>404: the path is not part of this API.</summary>
    public const string RouteNotFound = "route_not_found";

    /// <summary>405: the path exists, the method does not.</summary>
    public const string MethodNotAllowed = "method_not_allowed";

    /// <summary>408: the body arrived too slowly.</summary>
    public const string RequestTimeout = "request_timeout";

    /// <summary>409: the idempotency key already belongs to a different submission.</summary>
    public const string IdempotencyKeyReused = "idempotency_key_reused";

    /// <summary>409: the token does not work any more, or was replaced already.</summary>
    public const string TokenNotActive = "token_not_active";

    /// <summary>409: the workspace has as many API tokens as it may.</summary>
    public const string TokensQuotaExceeded = "tokens_quota_exceeded";

    /// <summary>409: the output's file is deleted.</summary>
    public const string OutputDeleted = "output_deleted";

    /// <summary>409: nothing of the run can be captured again.</summary>
    public const string OutputsNotRetryable = "outputs_not_retryable";

    /// <summary>409: files of the run are still being captured.</summary>
    public const string OutputsNotSettled = "outputs_not_settled";

    /// <summary>409: the workspace would be left without an owner.</summary>
    public const string LastOwner = "last_owner";

    /// <summary>409: the invited person belongs to the workspace already.</summary>
    public const string AlreadyMember = "already_member";

    /// <summary>410: the link's time is over.</summary>
    public const string LinkExpired = "link_expired";

    /// <summary>413: the body is larger than the operation accepts.</summary>
    public const string BodyTooLarge = "body_too_large";

    /// <summary>415: the body is not announced as application/json.</summary>
    public const string ContentTypeUnsupported = "content_type_unsupported";

    /// <summary>416: the asked byte range lies outside the file.</summary>
    public const string RangeNotSatisfiable = "range_not_satisfiable";

    /// <summary>422: the submission is JSON but not acceptable; <c>errors</c> lists every problem.</summary>
    public const string SubmissionRefused = "submission_refused";

    /// <summary>429: the workspace, the person or the token has as many open runs as the plan allows.</summary>
    public const string OpenRunsQuotaExceeded = "open_runs_quota_exceeded";

    /// <summary>429: as many invitations as allowed wait for an answer already.</summary>
    public const string InvitationsQuotaExceeded = "invitations_quota_exceeded";

    /// <summary>429: too many requests at this moment.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>500: a fault of the server.</summary>
    public const string InternalError = "internal_error";

    /// <summary>503: something the server depends on does not answer.</summary>
    public const string TemporarilyUnavailable = "temporarily_unavailable";
}
