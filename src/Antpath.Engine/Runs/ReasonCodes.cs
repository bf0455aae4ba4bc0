namespace Antpath.Engine.Runs;

/// <summary>Stable codes of why a run is where it is.</summary>
public static class ReasonCodes
{
    /// <summary>The agent finished its turn.</summary>
    public const string EndTurn = "end_turn";

    /// <summary>The model refused to answer.</summary>
    public const string Refusal = "refusal";

    /// <summary>The session's budget is spent.</summary>
    public const string BudgetReached = "budget_reached";

    /// <summary>The provider's own retries are used up.</summary>
    public const string RetriesExhausted = "retries_exhausted";

    /// <summary>A tool call asked for an approval that nobody can give.</summary>
    public const string ApprovalRequested = "approval_requested";

    /// <summary>The session ended for a reason we do not know yet.</summary>
    public const string UnknownStopReason = "unknown_stop_reason";

    /// <summary>The provider terminated the session.</summary>
    public const string ProviderTerminated = "provider_terminated";

    /// <summary>Somebody deleted the session.</summary>
    public const string SessionLost = "session_lost";

    /// <summary>The run's deadline passed.</summary>
    public const string DeadlinePassed = "deadline_passed";

    /// <summary>A user cancelled the run.</summary>
    public const string CancelledByUser = "cancelled_by_user";

    /// <summary>A user deleted the run.</summary>
    public const string DeletedByUser = "deleted_by_user";

    /// <summary>The provider does not accept the run's key.</summary>
    public const string ProviderKeyRejected = "provider_key_rejected";

    /// <summary>The provider refused a request for good.</summary>
    public const string ProviderRefused = "provider_refused";

    /// <summary>The provider could not be used in any attempt.</summary>
    public const string ProviderUnavailable = "provider_unavailable";

    /// <summary>Workers that held this run stopped without progress too often.</summary>
    public const string AttemptsExhausted = "attempts_exhausted";

    /// <summary>The session is not what was asked for.</summary>
    public const string SnapshotMismatch = "snapshot_mismatch";

    /// <summary>A defect of ours, or a secret that cannot be opened.</summary>
    public const string InternalError = "internal_error";
}
