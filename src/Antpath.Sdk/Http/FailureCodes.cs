namespace Antpath.Http;

/// <summary>Codes the SDK branches on, and those it gives itself where no answer carried one.</summary>
internal static class FailureCodes
{
    public const string OpenRunsQuotaExceeded = "open_runs_quota_exceeded";

    public const string InvitationsQuotaExceeded = "invitations_quota_exceeded";

    /// <summary>Ours, and the server's: no API token.</summary>
    public const string TokenMissing = "token_missing";

    /// <summary>Ours: an option of the client does not make sense.</summary>
    public const string SettingInvalid = "setting_invalid";

    /// <summary>Ours: no connection, or it broke.</summary>
    public const string ConnectionFailed = "connection_failed";

    /// <summary>Ours: a try took longer than its timeout.</summary>
    public const string AttemptTimedOut = "attempt_timed_out";

    /// <summary>Ours: the answer is not one an Antpath server gives.</summary>
    public const string AnswerInvalid = "answer_invalid";

    /// <summary>Ours: the content is not the one the server listed.</summary>
    public const string ContentMismatch = "content_mismatch";

    /// <summary>Ours: a local wait ended before what it waited for.</summary>
    public const string WaitTimedOut = "wait_timed_out";

    /// <summary>Ours: an answer whose body named no code.</summary>
    public static string ForStatus(int status) => $"http_{status}";
}
