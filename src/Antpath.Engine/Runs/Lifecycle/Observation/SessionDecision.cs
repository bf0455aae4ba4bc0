using Antpath.Engine.Providers;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Lifecycle.Observation;

/// <summary>
/// Decides from one look whether a session is over (provider contract §13.4, §16.4). Pure. <c>idle</c> alone proves nothing: a session is idle
/// before it starts, too, and the stored status may lag behind the events.
/// </summary>
internal static class SessionDecision
{
    private const string StatusIdle = "session.status_idle";
    private const string StatusRunning = "session.status_running";

    /// <param name="session">The look.</param>
    /// <param name="statusEvents">The newest status events, newest first; needed when the session is idle.</param>
    /// <param name="askSeen">Whether any tool call asked for an approval.</param>
    /// <param name="interruption">Our interrupt, if there is one.</param>
    /// <param name="grace">How long a message may stay invisible.</param>
    /// <param name="ceiling">How long an interrupted session may take.</param>
    public static SessionVerdict Decide(
        SessionSnapshot session, IReadOnlyList<ProviderEvent> statusEvents, bool askSeen, Interruption? interruption, TimeSpan grace, TimeSpan ceiling)
    {
        if (session.Status == "terminated" || session.Archived)
            return new SessionVerdict.Settled(interruption is null ? Terminated(session) : RunTransitions.EndingFor(interruption.Code));
        if (session.Status == "idle")
            return Idle(statusEvents, askSeen, interruption, grace, ceiling);
        if (interruption?.Age >= ceiling)
            return new SessionVerdict.Settled(RunTransitions.EndingFor(interruption.Code));
        if (interruption is not null)
            return new SessionVerdict.Goes(RunStatus.Cancelling);
        if (askSeen)
            return new SessionVerdict.Forbidden(ReasonCodes.ApprovalRequested);
        return new SessionVerdict.Goes(session.Status == "rescheduling" ? RunStatus.ProviderRescheduled : RunStatus.ProviderRunning);
    }

    private static SessionVerdict Idle(
        IReadOnlyList<ProviderEvent> statusEvents, bool askSeen, Interruption? interruption, TimeSpan grace, TimeSpan ceiling)
    {
        var started = statusEvents.Any(e => e.Type == StatusRunning);
        var over = started && statusEvents[0].Type == StatusIdle;
        if (interruption is not null)
        {
            return over || interruption.Age >= (started ? ceiling : grace)
                ? new SessionVerdict.Settled(RunTransitions.EndingFor(interruption.Code))
                : new SessionVerdict.Goes(RunStatus.Cancelling);
        }

        if (!over)
            return new SessionVerdict.Goes(started ? RunStatus.ProviderIdle : null);
        if (statusEvents[0].StopReason == "requires_action")
            return new SessionVerdict.Forbidden(ReasonCodes.ApprovalRequested);
        return new SessionVerdict.Settled(askSeen ? RunTransitions.EndingFor(ReasonCodes.ApprovalRequested) : Stopped(statusEvents[0].StopReason));
    }

    private static RunEnding Stopped(string? stopReason) => stopReason switch
    {
        "end_turn" => new(RunStatus.Succeeded, ReasonCodes.EndTurn, "The agent finished its turn."),
        "refusal" => new(RunStatus.Failed, ReasonCodes.Refusal, "The model refused to answer."),
        "budget_reached" => new(RunStatus.Failed, ReasonCodes.BudgetReached, "The session's budget is spent; raise limits.budgetUsd if the run needs more."),
        "retries_exhausted" => new(RunStatus.Failed, ReasonCodes.RetriesExhausted, "The provider gave up after its own retries; the events say at what."),
        _ => new(RunStatus.Failed, ReasonCodes.UnknownStopReason, "The session stopped for a reason this version does not know; it is not counted as a success."),
    };

    private static RunEnding Terminated(SessionSnapshot session) => new(
        RunStatus.Failed,
        ReasonCodes.ProviderTerminated,
        session.Archived ? "Somebody archived the session while the run was under way." : "The provider terminated the session; the events say why.");
}
