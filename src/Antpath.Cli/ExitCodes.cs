using Antpath.Runs;

namespace Antpath.Cli;

/// <summary>What the command says to the shell. Documented in <c>--help</c> and docs/cli.md; scripts depend on it.</summary>
internal static class ExitCodes
{
    public const int Succeeded = 0;
    public const int InternalError = 1;
    public const int BadInput = 2;
    public const int RunFailed = 3;
    public const int RunCancelled = 4;
    public const int RunTimedOut = 5;
    public const int Unauthorised = 6;
    public const int Conflict = 7;
    public const int Unreachable = 8;
    public const int NotFound = 9;
    public const int OverQuota = 10;
    public const int WaitTimedOut = 11;
    public const int ChainBroken = 12;
    public const int Interrupted = 130;

    /// <summary>Every code with its meaning, in order.</summary>
    public static IReadOnlyList<(int Code, string Means)> All { get; } =
    [
        (Succeeded, "done; with --wait, --follow or --download: the run succeeded"),
        (InternalError, "a fault in antpath itself"),
        (BadInput, "bad input: every problem is listed, nothing was sent or stored"),
        (RunFailed, "the run failed"),
        (RunCancelled, "the run was cancelled"),
        (RunTimedOut, "the run passed its own deadline"),
        (Unauthorised, "no API token, or one that is not accepted or may not do this"),
        (Conflict, "conflict: an idempotency key reused for another submission, or a file in the way"),
        (Unreachable, "the API could not be reached, or failed"),
        (NotFound, "there is no such run, output or file"),
        (OverQuota, "a quota or rate limit was hit"),
        (WaitTimedOut, "--timeout passed before the run was over; the run goes on"),
        (ChainBroken, "the audit trail was changed, or a part of it is missing"),
        (Interrupted, "interrupted; a run that was followed goes on"),
    ];

    public static int Of(RunView run) =>
        run.Status switch
        {
            RunStatus.Failed => RunFailed,
            RunStatus.Cancelled => RunCancelled,
            RunStatus.TimedOut => RunTimedOut,
            _ => Succeeded,
        };

    public static int Of(AntpathException failure) =>
        failure switch
        {
            SettingsException { Code: "token_missing" } or UnauthorizedException or ForbiddenException => Unauthorised,
            SettingsException or SubmissionRefusedException or RequestRefusedException => BadInput,
            RunFailedException ended => Of(ended.Run),
            ConflictException => Conflict,
            NotFoundException => NotFound,
            QuotaExceededException => OverQuota,
            WaitTimedOutException => WaitTimedOut,
            _ => Unreachable,
        };
}
