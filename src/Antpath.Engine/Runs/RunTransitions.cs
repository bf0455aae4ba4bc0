using System.Diagnostics;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Runs;

namespace Antpath.Engine.Runs;

/// <summary>The state machine of a run. Decides from arguments alone: no clock, no database, no provider. Drawn in README.md beside it.</summary>
internal static class RunTransitions
{
    /// <summary>Decides what a run needs next.</summary>
    /// <param name="phase">Where it is, a value of <see cref="RunStatus"/>.</param>
    /// <param name="signals">What may end it from outside.</param>
    /// <param name="ending">How it ends, once that is fixed.</param>
    /// <param name="claimsExhausted">Whether its workers stopped without progress too often: it may be what stops them.</param>
    public static RunMove Next(string phase, RunSignals signals, RunEnding? ending, bool claimsExhausted) => phase switch
    {
        RunStatus.CleaningUp when claimsExhausted => new RunMove.AbandonCleanup(),
        RunStatus.CleaningUp => new RunMove.CleanUp(),

        RunStatus.CapturingOutputs when claimsExhausted || signals.DeleteRequested => new RunMove.Finish(ending ?? Exhausted()),
        RunStatus.CapturingOutputs => new RunMove.Capture(),

        RunStatus.Queued or RunStatus.Provisioning when claimsExhausted => new RunMove.Finish(Exhausted()),

        // it may be the looking that kills: the session is looked at no more, and its files are captured as on every ending
        RunStatus.SessionCreated or RunStatus.Dispatched or RunStatus.ProviderRunning or RunStatus.ProviderIdle or RunStatus.ProviderRescheduled
            or RunStatus.Cancelling when claimsExhausted => new RunMove.Settle(Exhausted()),

        // no prompt can have been sent yet: nothing to interrupt, nothing to capture
        RunStatus.Queued or RunStatus.Provisioning when signals.Stop => new RunMove.Finish(Stopped(signals)),
        RunStatus.Queued => new RunMove.Begin(),
        RunStatus.Provisioning => new RunMove.Provision(),

        RunStatus.SessionCreated or RunStatus.Dispatched or RunStatus.ProviderRunning or RunStatus.ProviderIdle or RunStatus.ProviderRescheduled
            when signals.Stop => new RunMove.Interrupt(Stopped(signals).Code),
        RunStatus.SessionCreated => new RunMove.Dispatch(),
        RunStatus.Dispatched or RunStatus.ProviderRunning or RunStatus.ProviderIdle or RunStatus.ProviderRescheduled => new RunMove.Observe(),
        RunStatus.Cancelling => new RunMove.Observe(),

        RunStatus.Succeeded or RunStatus.Failed or RunStatus.TimedOut or RunStatus.Cancelled or RunStatus.CleanupFailed or RunStatus.Deleted
            => new RunMove.Nothing(),
        _ => throw new UnreachableException($"phase {phase}"),
    };

    /// <summary>Whether a cancel, a delete or the deadline still ends work in this phase.</summary>
    public static bool Stoppable(string phase) => phase is RunStatus.Queued or RunStatus.Provisioning or RunStatus.SessionCreated or RunStatus.Dispatched
        or RunStatus.ProviderRunning or RunStatus.ProviderIdle or RunStatus.ProviderRescheduled;

    /// <summary>How a run ends that was stopped from outside.</summary>
    public static RunEnding Stopped(RunSignals signals) => signals switch
    {
        { DeleteRequested: true } => EndingFor(ReasonCodes.DeletedByUser),
        { CancelRequested: true } => EndingFor(ReasonCodes.CancelledByUser),
        { DeadlinePassed: true } => EndingFor(ReasonCodes.DeadlinePassed),
        _ => throw new UnreachableException("nothing asked for a stop"),
    };

    /// <summary>How a run ends that was interrupted, from the reason its phase carries.</summary>
    /// <param name="code">The reason recorded with the phase <c>cancelling</c>.</param>
    public static RunEnding EndingFor(string code) => code switch
    {
        ReasonCodes.DeletedByUser => new(RunStatus.Cancelled, code, "The run was deleted before it was over."),
        ReasonCodes.CancelledByUser => new(RunStatus.Cancelled, code, "The run was cancelled."),
        ReasonCodes.DeadlinePassed => new(RunStatus.TimedOut, code, "The run was not over when its time was up; raise limits.maxDurationSeconds if it needs more."),
        ReasonCodes.ApprovalRequested => new(RunStatus.Failed, code,
            "A tool call asked for an approval, which nobody can give here; allow the tool with always_allow or disable it."),
        ReasonCodes.SessionLost => new(RunStatus.Failed, code, "The session does not exist any more; somebody deleted it, and its files with it."),
        _ => new(RunStatus.Failed, code, "The run was interrupted because something refused it for good; its events say what."),
    };

    private static RunEnding Exhausted() => new(
        RunStatus.Failed, ReasonCodes.AttemptsExhausted, "Workers that held this run stopped without progress too often; it was ended to protect the others.");
}
