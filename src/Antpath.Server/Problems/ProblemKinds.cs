using Antpath.Problems;

namespace Antpath.Server.Problems;

/// <summary>Every way the API refuses a request. docs/http-status-codes.md is written from this table.</summary>
internal static class ProblemKinds
{
    public static readonly ProblemKind RequestMalformed = new(
        ApiProblemCodes.RequestMalformed, 400, "The request is malformed",
        "The request breaks the rules of HTTP.",
        "Do not repeat it. Look at the client or proxy that built it.");

    public static readonly ProblemKind BodyMalformed = new(
        ApiProblemCodes.BodyMalformed, 400, "The body is not JSON",
        "The submission is empty, not UTF-8 or not JSON. `errors` has the line and column.",
        "Correct the document. Repeating it unchanged gives the same answer.");

    public static readonly ProblemKind ParameterInvalid = new(
        ApiProblemCodes.ParameterInvalid, 400, "A query parameter is not valid",
        "A query parameter is unknown, repeated, out of range, or a cursor that was not issued here. `errors` has one entry for each, with a pointer such as `?limit`.",
        "Correct the parameters named. For a cursor, start again without one.");

    public static readonly ProblemKind IdempotencyKeyInvalid = new(
        ApiProblemCodes.IdempotencyKeyInvalid, 400, "The idempotency key is not valid",
        "The `Idempotency-Key` header is repeated, empty, longer than 255 characters, or holds something other than printable ASCII.",
        "Send one key of 1 to 255 printable ASCII characters, for example a UUID.");

    public static readonly ProblemKind TokenMissing = new(
        ApiProblemCodes.TokenMissing, 401, "No API token was sent",
        "The request has no `Authorization: Bearer ant_…` header.",
        "Send the workspace's API token in that header.");

    public static readonly ProblemKind TokenMalformed = new(
        ApiProblemCodes.TokenMalformed, 401, "The API token is mistyped",
        "The token does not have the form of one or its checksum is wrong: characters are missing, added or changed.",
        "Copy the token again, whole.");

    public static readonly ProblemKind TokenUnknown = new(
        ApiProblemCodes.TokenUnknown, 401, "The API token is not known here",
        "The token is well formed, but this deployment never issued it.",
        "Check that the base URL and the token belong to the same deployment.");

    public static readonly ProblemKind TokenRevoked = new(
        ApiProblemCodes.TokenRevoked, 401, "The API token was revoked",
        "Somebody revoked the token.",
        "Create a new token in the workspace and replace this one.");

    public static readonly ProblemKind TokenExpired = new(
        ApiProblemCodes.TokenExpired, 401, "The API token has expired",
        "The token was created with an end date, which has passed.",
        "Create a new token in the workspace and replace this one.");

    public static readonly ProblemKind TokenCreatorDisabled = new(
        ApiProblemCodes.TokenCreatorDisabled, 401, "The API token's creator is disabled",
        "The person who created the token may no longer use this deployment, and neither may their tokens.",
        "Let an active member of the workspace create a new token.");

    public static readonly ProblemKind ScopeMissing = new(
        ApiProblemCodes.ScopeMissing, 403, "The API token lacks a scope",
        "The token is valid, but was not given the scope that `detail` names.",
        "Use a token that has the scope, or create one.");

    public static readonly ProblemKind ScopesAboveRole = new(
        ApiProblemCodes.ScopesAboveRole, 403, "The role does not allow these scopes",
        "A token may not do more than the person it belongs to, and their role in the workspace does not allow the scopes that `detail` names.",
        "Leave those scopes out, or let a member whose role allows them do it.");

    public static readonly ProblemKind WorkspaceClosed = new(
        ApiProblemCodes.WorkspaceClosed, 403, "The workspace is closed",
        "The workspace is suspended or being deleted.",
        "Ask the workspace's owner. Repeating the request does not help.");

    public static readonly ProblemKind RoleInsufficient = new(
        ApiProblemCodes.RoleInsufficient, 403, "The person's role is too low",
        "The person behind the token has a role in the workspace that does not allow this: nobody gives, takes or touches a role above their own.",
        "Ask somebody with a higher role, usually an owner.");

    public static readonly ProblemKind MemberNotFound = new(
        ApiProblemCodes.MemberNotFound, 404, "There is no such member",
        "Nobody of that id belongs to the token's workspace.",
        "List the members and use an id from there.");

    public static readonly ProblemKind InvitationNotFound = new(
        ApiProblemCodes.InvitationNotFound, 404, "There is no such invitation",
        "No invitation of that id waits in the token's workspace: it was answered, revoked, replaced, is too old, or never was.",
        "List the invitations and use an id from there.");

    public static readonly ProblemKind RunNotFound = new(
        ApiProblemCodes.RunNotFound, 404, "There is no such run",
        "No run of the token's workspace has this id: it never existed, it is deleted, or it belongs to another workspace.",
        "Check the id, and that the token belongs to the run's workspace.");

    public static readonly ProblemKind ProviderSweepNotFound = new(
        ApiProblemCodes.ProviderSweepNotFound, 404, "There is no such search",
        "No search at the provider of the token's workspace has this id.",
        "Check the id, and that the token belongs to the workspace that asked for the search.");

    public static readonly ProblemKind TokenNotFound = new(
        ApiProblemCodes.TokenNotFound, 404, "There is no such API token",
        "No API token of the workspace has this id.",
        "List the tokens and use an id from there.");

    public static readonly ProblemKind OutputNotFound = new(
        ApiProblemCodes.OutputNotFound, 404, "There is no such output",
        "The run, if it is visible to the token at all, has no output with this id.",
        "List the run's outputs and use an id from there.");

    public static readonly ProblemKind LinkInvalid = new(
        ApiProblemCodes.LinkInvalid, 404, "The link leads nowhere",
        "The link was cut or changed, was not issued here, or its file is deleted.",
        "Create a new link for the output.");

    public static readonly ProblemKind RouteNotFound = new(
        ApiProblemCodes.RouteNotFound, 404, "There is no such path",
        "The path is not part of this API.",
        "Compare it with `/openapi/v1.json` or the reference at `/docs`.");

    public static readonly ProblemKind MethodNotAllowed = new(
        ApiProblemCodes.MethodNotAllowed, 405, "The path does not have this method",
        "The path exists, but not with this HTTP method. The `Allow` header lists the methods it has.",
        "Use one of those methods.");

    public static readonly ProblemKind RequestTimeout = new(
        ApiProblemCodes.RequestTimeout, 408, "The body arrived too slowly",
        "The body was not received within the time, or fell below the least rate accepted.",
        "Send it again; a submission with its idempotency key is safe to repeat.");

    public static readonly ProblemKind IdempotencyKeyReused = new(
        ApiProblemCodes.IdempotencyKeyReused, 409, "The idempotency key belongs to another submission",
        "The workspace already used this key for a submission with different content.",
        "Use a new key for a new submission. To get the first run, read the one that `instance` names.");

    public static readonly ProblemKind TokenNotActive = new(
        ApiProblemCodes.TokenNotActive, 409, "The API token cannot be rotated",
        "The token is revoked or expired, or another was put in its place already.",
        "Rotate the token that replaced it, or create a new one.");

    public static readonly ProblemKind TokensQuotaExceeded = new(
        ApiProblemCodes.TokensQuotaExceeded, 409, "The workspace has too many API tokens",
        "As many tokens of the workspace work as the deployment allows.",
        "Revoke tokens that nobody uses; `lastUsedAt` shows which.");

    public static readonly ProblemKind OutputDeleted = new(
        ApiProblemCodes.OutputDeleted, 409, "The output is deleted",
        "The output is known, but its file is deleted or being deleted.",
        "Nothing: the file does not come back.");

    public static readonly ProblemKind OutputsNotRetryable = new(
        ApiProblemCodes.OutputsNotRetryable, 409, "Nothing can be captured again",
        "No capture failure of the run is retryable, or its session is not kept any more.",
        "Read `retryable` and `retryUntil` in the list of outputs. Submit the run again if its files are needed.");

    public static readonly ProblemKind OutputsNotSettled = new(
        ApiProblemCodes.OutputsNotSettled, 409, "The outputs are still being captured",
        "The run is not over, or failed files of it are being tried again.",
        "Wait for that to end and repeat the request, or delete the whole run.");

    public static readonly ProblemKind LastOwner = new(
        ApiProblemCodes.LastOwner, 409, "The workspace needs an owner",
        "The change would leave the workspace without an owner who can sign in.",
        "Make another member the owner first.");

    public static readonly ProblemKind AlreadyMember = new(
        ApiProblemCodes.AlreadyMember, 409, "The person is a member already",
        "Somebody with the invited address belongs to the workspace already.",
        "Change their role instead.");

    public static readonly ProblemKind LinkExpired = new(
        ApiProblemCodes.LinkExpired, 410, "The link has expired",
        "The link was valid once; its time is over.",
        "Create a new link for the output.");

    public static readonly ProblemKind BodyTooLarge = new(
        ApiProblemCodes.BodyTooLarge, 413, "The body is too large",
        "The body is larger than the operation accepts.",
        "Send less content; `detail` names the limit.");

    public static readonly ProblemKind ContentTypeUnsupported = new(
        ApiProblemCodes.ContentTypeUnsupported, 415, "The body is not announced as JSON",
        "The `Content-Type` header is missing, is not `application/json`, names a charset other than UTF-8, or the body is compressed.",
        "Send plain JSON with `Content-Type: application/json`.");

    public static readonly ProblemKind RangeNotSatisfiable = new(
        ApiProblemCodes.RangeNotSatisfiable, 416, "The byte range lies outside the file",
        "The `Range` header asks for bytes after the end of the file.",
        "Read `Content-Range` for the size and ask again, or ask for the whole file.");

    public static readonly ProblemKind SubmissionRefused = new(
        ApiProblemCodes.SubmissionRefused, 422, "The submission is refused",
        "The submission is JSON but breaks rules. `errors` has every problem with its JSON pointer, code and remedy. Nothing was stored.",
        "Correct all of them and submit again.");

    public static readonly ProblemKind OpenRunsQuotaExceeded = new(
        ApiProblemCodes.OpenRunsQuotaExceeded, 429, "There are too many open runs",
        "As many runs of the workspace, of the person or of the token are open (accepted and not over) as the plan allows; `detail` says whose.",
        "Wait for runs to end, or cancel some; `Retry-After` says when to try again.");

    public static readonly ProblemKind InvitationsQuotaExceeded = new(
        ApiProblemCodes.InvitationsQuotaExceeded, 429, "Too many invitations wait",
        "As many invitations of the workspace wait for an answer as the deployment allows.",
        "Revoke some, or wait until they are answered or end.");

    public static readonly ProblemKind RateLimited = new(
        ApiProblemCodes.RateLimited, 429, "Too many requests",
        "The server accepts no more requests of this kind at the moment.",
        "Wait as long as `Retry-After` says, then repeat the request.");

    public static readonly ProblemKind InternalError = new(
        ApiProblemCodes.InternalError, 500, "The server made a mistake",
        "A fault in the server. Nothing about it is shown but the `requestId`, under which it is logged.",
        "Repeat the request if that is safe (with the same idempotency key for a submission); report the `requestId` if it happens again.");

    public static readonly ProblemKind TemporarilyUnavailable = new(
        ApiProblemCodes.TemporarilyUnavailable, 503, "The service is temporarily unavailable",
        "The database or the storage does not answer.",
        "Repeat the request after `Retry-After`, with growing waits; a submission with its idempotency key is safe to repeat.");

    /// <summary>Every kind, by status.</summary>
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        RequestMalformed, BodyMalformed, ParameterInvalid, IdempotencyKeyInvalid, TokenMissing, TokenMalformed, TokenUnknown, TokenRevoked,
        TokenExpired, TokenCreatorDisabled, ScopeMissing, ScopesAboveRole, WorkspaceClosed, RoleInsufficient, MemberNotFound, InvitationNotFound, RunNotFound,
        ProviderSweepNotFound, TokenNotFound, OutputNotFound, LinkInvalid, RouteNotFound, MethodNotAllowed, RequestTimeout, IdempotencyKeyReused, TokenNotActive,
        TokensQuotaExceeded, OutputDeleted, OutputsNotRetryable, OutputsNotSettled, LastOwner, AlreadyMember, LinkExpired, BodyTooLarge, ContentTypeUnsupported,
        RangeNotSatisfiable, SubmissionRefused, OpenRunsQuotaExceeded, InvitationsQuotaExceeded, RateLimited, InternalError, TemporarilyUnavailable,
    ];
}
