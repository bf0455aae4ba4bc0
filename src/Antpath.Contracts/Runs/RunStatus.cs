namespace Antpath.Runs;

/// <summary>
/// Where a run stands, as the wire and the database spell it. Two fields carry these words: <c>status</c> is what the user asked about and
/// settles as soon as outputs are captured; <c>phase</c> is where the lifecycle is and goes on through clean-up.
/// </summary>
public static class RunStatus
{
    /// <summary>Accepted, waiting for a worker.</summary>
    public const string Queued = "queued";

    /// <summary>A worker holds the run but has not journaled anything yet. Derived from the lease when read; never stored.</summary>
    public const string Claiming = "claiming";

    /// <summary>Provider resources are being journaled and created.</summary>
    public const string Provisioning = "provisioning";

    /// <summary>The provider session exists and has not been given the prompt.</summary>
    public const string SessionCreated = "session_created";

    /// <summary>The prompt was sent; the provider has not been seen working yet.</summary>
    public const string Dispatched = "dispatched";

    /// <summary>The provider reports the session running.</summary>
    public const string ProviderRunning = "provider_running";

    /// <summary>The provider reports the session idle; whether that means finished is not known yet.</summary>
    public const string ProviderIdle = "provider_idle";

    /// <summary>The provider hit a transient fault and retries by itself.</summary>
    public const string ProviderRescheduled = "provider_rescheduled";

    /// <summary>Cancel, deadline or delete was asked for; the session is being interrupted.</summary>
    public const string Cancelling = "cancelling";

    /// <summary>The session is settled; its files are being copied.</summary>
    public const string CapturingOutputs = "capturing_outputs";

    /// <summary>Phase only: the outcome is known, provider resources and the secret are being removed.</summary>
    public const string CleaningUp = "cleaning_up";

    /// <summary>Terminal: the agent finished its turn.</summary>
    public const string Succeeded = "succeeded";

    /// <summary>Terminal: see the reason.</summary>
    public const string Failed = "failed";

    /// <summary>Terminal: the run's deadline passed.</summary>
    public const string TimedOut = "timed_out";

    /// <summary>Terminal: cancelled by a user.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Phase only: terminal, and something at the provider could not be removed; the resources list says what.</summary>
    public const string CleanupFailed = "cleanup_failed";

    /// <summary>Deletion was asked for and waits for work, clean-up or storage.</summary>
    public const string PendingDelete = "pending_delete";

    /// <summary>Deleted; only identifiers and attribution remain until the purge.</summary>
    public const string Deleted = "deleted";

    /// <summary>Every value, in the order in which a run lives.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Queued, Claiming, Provisioning, SessionCreated, Dispatched, ProviderRunning, ProviderIdle, ProviderRescheduled, Cancelling,
        CapturingOutputs, CleaningUp, Succeeded, Failed, TimedOut, Cancelled, CleanupFailed, PendingDelete, Deleted,
    ];

    /// <summary>Whether nothing leaves this user-facing status: succeeded, failed, timed_out or cancelled.</summary>
    /// <param name="status">A value of <see cref="All"/>, or one from a newer server.</param>
    /// <returns>True for the four terminal statuses.</returns>
    public static bool IsTerminal(string status) => status is Succeeded or Failed or TimedOut or Cancelled;
}
