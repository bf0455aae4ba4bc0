using Antpath.Engine.Runs.Submission;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Ids;
using Antpath.Problems;
using Antpath.Tokens;

namespace Antpath.Server.Problems;

/// <summary>Refusals that carry facts of the request.</summary>
internal static class Refusals
{
    private static readonly TimeSpan QuotaRetryAfter = TimeSpan.FromSeconds(10);

    // The id of another workspace's run, of a deleted one and of none give the same answer: nobody learns what exists elsewhere.
    public static ApiProblem RunNotFound() =>
        new(ProblemKinds.RunNotFound, "No run of this token's workspace has that id. Check the id, and that the token belongs to the run's workspace.");

    public static ApiProblem ProviderSweepNotFound() =>
        new(ProblemKinds.ProviderSweepNotFound, "No search of this token's workspace has that id. Check the id, and the token.");

    public static ApiProblem OutputNotFound() =>
        new(ProblemKinds.OutputNotFound, "The run has no output with that id. List its outputs and use an id from there.");

    public static ApiProblem OutputDeleted(OutputId output) => new(ProblemKinds.OutputDeleted, $"The file of {output} is deleted and does not come back.");

    public static ApiProblem TokenNotFound() => new(ProblemKinds.TokenNotFound, "No API token of this workspace has that id. List the tokens and use an id from there.");

    public static ApiProblem TokenNotActive(TokenView token) => token.ReplacedBy is { } next
        ? new(ProblemKinds.TokenNotActive, $"{token.Id} was replaced by {next} already. Rotate that one.")
        : new(ProblemKinds.TokenNotActive, $"{token.Id} is {token.Status} and cannot be rotated. Create a new token.");

    public static ApiProblem ScopesAboveRole(IReadOnlyList<string> scopes) =>
        new(ProblemKinds.ScopesAboveRole, $"Your role in the workspace does not allow: {string.Join(", ", scopes)}. Leave that out, or let a member do it whose role allows it.");

    public static ApiProblem TooManyTokens(int tokensMax) =>
        new(ProblemKinds.TokensQuotaExceeded, $"{tokensMax} API tokens of the workspace work, as many as it may have. Revoke those that nobody uses.");

    public static ApiProblem WorkspaceClosed() => new(ProblemKinds.WorkspaceClosed, "The workspace is suspended or being deleted. Ask its owner.");

    public static ApiProblem IdempotencyKeyInvalid() =>
        new(ProblemKinds.IdempotencyKeyInvalid, "Send one Idempotency-Key of 1 to 255 printable ASCII characters, or none.");

    public static ApiProblem IdempotencyKeyReused(RunId first) =>
        new(ProblemKinds.IdempotencyKeyReused, $"This idempotency key was used for {first}, which was submitted with other content. Use a new key for a new submission.")
        {
            Instance = $"/v1/runs/{first}",
        };

    public static ApiProblem OverQuota(OpenRunsOf of, int openRunsMax) =>
        new(ProblemKinds.OpenRunsQuotaExceeded, $"{Whose(of)} already has {openRunsMax} open runs, as many as the plan allows. Wait for runs to end, or cancel some.")
        {
            RetryAfter = QuotaRetryAfter,
        };

    public static ApiProblem Refused(IReadOnlyList<Problem> problems) =>
        new(ProblemKinds.SubmissionRefused, $"{Count(problems)} found; nothing was stored. Correct every one in 'errors' and submit again.") { Errors = problems };

    public static ApiProblem Malformed(IReadOnlyList<Problem> problems) =>
        new(ProblemKinds.BodyMalformed, "The body could not be read as JSON. 'errors' says where.") { Errors = problems };

    public static ApiProblem TooLarge(long bytesMax) =>
        new(ProblemKinds.BodyTooLarge, $"The body is larger than {bytesMax} bytes. Send less content.");

    public static ApiProblem RateLimited(string what, TimeSpan retryAfter) =>
        new(ProblemKinds.RateLimited, $"{what} Wait as long as Retry-After says, then repeat the request.") { RetryAfter = retryAfter };

    public static ApiProblem TooFast(RateLimitKind kind, TimeSpan retryAfter) => RateLimited(TooFast(kind), retryAfter);

    /// <summary>What was done too often, in a sentence.</summary>
    public static string TooFast(RateLimitKind kind) => kind switch
    {
        RateLimitKind.Submit => "The workspace submits faster than it may.",
        RateLimitKind.CancelDelete => "The workspace cancels and deletes faster than it may.",
        RateLimitKind.Link => "The workspace makes links faster than it may.",
        RateLimitKind.Token => "The workspace changes its API tokens faster than it may.",
        RateLimitKind.Member => "The workspace changes its members, invitations and settings faster than it may.",
        RateLimitKind.Sweep => "The workspace has the provider searched faster than it may.",
        RateLimitKind.Person => "You do this faster than you may.",
        _ => "Too many sign-ins were tried.",
    };

    private static string Whose(OpenRunsOf of) => of switch
    {
        OpenRunsOf.User => "The person you submit as",
        OpenRunsOf.Token => "The API token",
        _ => "The workspace",
    };

    private static string Count(IReadOnlyList<Problem> problems) => problems.Count == 1 ? "One problem was" : $"{problems.Count} problems were";
}
