using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Engine.Runs.Lifecycle.Observation;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>
/// Looks at the session once. 1: send the interrupt if one is recorded. 2: read the session; events only when something changed or they are
/// due. 3: decide. A look that finds nothing new writes nothing.
/// </summary>
internal sealed class ObserveStep(StepKit kit, EventReading reading, ObservationWrites writes)
{
    private const string Step = "observe";

    /// <summary>Enough to see the start and the end of a turn that was rescheduled a few times.</summary>
    private const int StatusEventsRead = 20;

    public async Task<StepResult> RunAsync(StepScene scene, CancellationToken cancellationToken)
    {
        var attempt = scene.Facts.RequiredAttempt;
        var session = attempt.SessionId ?? throw new InvalidOperationException($"{scene.Held.Lease.Run} has no session to look at.");
        var interruption = Interrupted(scene.Facts);

        // :: Step 1
        if (interruption is not null)
            await InterruptAsync(scene, session, cancellationToken);

        // :: Step 2
        var look = await scene.Provider.GetSessionAsync(session, cancellationToken);
        if (!look.Succeeded)
            return await UnseenAsync(scene, look.Failure, interruption);
        var statusEvents = await StatusEventsAsync(scene, look.Value, session, cancellationToken);
        if (!statusEvents.Succeeded)
            return await UnseenAsync(scene, statusEvents.Failure, interruption);
        var verdict = Decide(look.Value, statusEvents.Value, askSeen: false, interruption);
        var batch = await EventsAsync(scene, look.Value, verdict, cancellationToken);
        if (!batch.Succeeded)
            return await UnseenAsync(scene, batch.Failure, interruption);

        // :: Step 3
        verdict = Decide(look.Value, statusEvents.Value, batch.Value.AskSeen, interruption);
        if (verdict is SessionVerdict.Settled && !batch.Value.Complete)
            verdict = new SessionVerdict.Goes(null); // the rest of the events, and the usage in them, come first
        return await CarryOutAsync(scene, look.Value, batch.Value, verdict, interruption);
    }

    /// <summary>Records why a session is to be interrupted, before anybody interrupts it.</summary>
    public async Task<StepResult> BeginInterruptAsync(HeldRun held, RunFacts facts, string code, IReadOnlyList<StepWrite> first)
    {
        var attempt = facts.RequiredAttempt;
        await kit.CommitAsync(
            held,
            [
                .. first,
                new RecordInterrupted(attempt.Id),
                new MovePhase(facts.Phase, RunStatus.Cancelling, code, RunTransitions.EndingFor(code).Message),
                new AppendEvents(attempt.Id, [kit.StatusChanged(facts.Phase, RunStatus.Cancelling, code)]),
            ]);
        await kit.Milestones.ReachedAsync(Step, "interrupt", Moment.AfterIntent);
        return StepResult.AtOnce;
    }

    private async Task InterruptAsync(StepScene scene, string session, CancellationToken cancellationToken)
    {
        if (scene.Held.InterruptSentAt is { } sentAt && kit.Age(sentAt) < kit.Options.InterruptRepeat)
            return;

        // safe to repeat; whether it worked is seen at the session itself, so its answer decides nothing but when it is sent again
        var sent = await scene.Provider.InterruptAsync(session, cancellationToken);
        await kit.Milestones.ReachedAsync(Step, "interrupt", Moment.AfterReply);
        if (!sent.Succeeded)
            return;
        scene.Held.InterruptSentAt = kit.Time.GetTimestamp();
        scene.Held.QuietPolls = 0;
    }

    private static async Task<ProviderResult<IReadOnlyList<ProviderEvent>>> StatusEventsAsync(
        StepScene scene, SessionSnapshot look, string session, CancellationToken cancellationToken) =>
        look is { Status: "idle", Archived: false }
            ? await scene.Provider.ListStatusEventsAsync(session, StatusEventsRead, cancellationToken)
            : Array.Empty<ProviderEvent>();

    private async Task<ProviderResult<EventBatch>> EventsAsync(
        StepScene scene, SessionSnapshot look, SessionVerdict verdict, CancellationToken cancellationToken)
    {
        var attempt = scene.Facts.RequiredAttempt;
        var changed = scene.Held.LastSeen is not { } seen || seen != (look.Status, look.Usage);
        var due = ++scene.Held.PollsSinceEvents >= kit.Options.EventsEveryPolls;
        if (verdict is SessionVerdict.Goes && !changed && !due)
            return EventBatch.None(attempt.ObservedUntil);

        var batch = await reading.ReadAsync(scene.Provider, attempt, cancellationToken);
        if (batch.Succeeded)
        {
            scene.Held.PollsSinceEvents = 0;
            scene.Held.LastSeen = (look.Status, look.Usage);
        }

        return batch;
    }

    private SessionVerdict Decide(SessionSnapshot look, IReadOnlyList<ProviderEvent> statusEvents, bool askSeen, Interruption? interruption) =>
        SessionDecision.Decide(look, statusEvents, askSeen, interruption, kit.Options.UnknownOutcomeGrace, kit.Options.InterruptCeiling);

    private async Task<StepResult> CarryOutAsync(
        StepScene scene, SessionSnapshot look, EventBatch batch, SessionVerdict verdict, Interruption? interruption)
    {
        var (held, facts) = (scene.Held, scene.Facts);
        var attempt = facts.RequiredAttempt;
        switch (verdict)
        {
            case SessionVerdict.Settled settled:
                var told = kit.StatusChanged(facts.Phase, RunStatus.CapturingOutputs, settled.Ending.Code);
                await kit.CommitAsync(
                    held,
                    [
                        .. writes.For(attempt, batch, look.Status, [told], look.Status == "terminated" ? look.Usage : null),
                        new EndAttempt(attempt.Id, EndAttempt.Settled, null),
                        new SettleRun(facts.Phase, settled.Ending),
                    ]);
                await kit.Milestones.ReachedAsync(Step, "settled", Moment.AfterCommit);
                return StepResult.AtOnce;

            case SessionVerdict.Forbidden forbidden:
                return await BeginInterruptAsync(held, facts, forbidden.Code, writes.For(attempt, batch, look.Status, []));

            case SessionVerdict.Goes goes when batch.Fresh.Count > 0 || (goes.Phase ?? facts.Phase) != facts.Phase:
                await GoOnAsync(held, facts, look, batch, goes.Phase ?? facts.Phase);
                held.QuietPolls = 0;
                return batch.Complete ? NextPoll(scene, interruption) : StepResult.AtOnce;

            default:
                held.Lease.Progressed = true;
                held.QuietPolls++;
                return NextPoll(scene, interruption);
        }
    }

    private async Task GoOnAsync(HeldRun held, RunFacts facts, SessionSnapshot look, EventBatch batch, string phase)
    {
        var attempt = facts.RequiredAttempt;
        if (phase == facts.Phase)
        {
            await kit.CommitAsync(held, writes.For(attempt, batch, look.Status, []));
            return;
        }

        await kit.CommitAsync(
            held,
            [
                .. writes.For(attempt, batch, look.Status, [kit.StatusChanged(facts.Phase, phase, phase)]),
                new MovePhase(facts.Phase, phase, phase, Sentence(phase)),
            ]);
    }

    /// <summary>The look failed: nothing is known, so nothing is decided, unless waiting cannot help.</summary>
    private async Task<StepResult> UnseenAsync(StepScene scene, ProviderFailure failure, Interruption? interruption)
    {
        if (failure.HttpStatus == 404)
            return await LostAsync(scene, interruption);
        if (failure.Class == ErrorClass.TransientProvider && !(interruption?.Age >= kit.Options.InterruptCeiling))
        {
            scene.Held.QuietPolls++;
            return new StepResult.Again(Soon(kit.RetryWait(scene.Held.QuietPolls, failure.RetryAfter), interruption));
        }

        var attempt = scene.Facts.RequiredAttempt;
        var code = failure.HttpStatus == 401 ? ReasonCodes.ProviderKeyRejected : failure.Code;
        var ending = interruption is null ? new RunEnding(RunStatus.Failed, code, failure.Message) : RunTransitions.EndingFor(interruption.Code);
        await kit.CommitAsync(
            scene.Held,
            new AppendEvents(attempt.Id, [kit.StatusChanged(scene.Facts.Phase, RunStatus.CapturingOutputs, ending.Code)]),
            new EndAttempt(attempt.Id, EndAttempt.Settled, AttemptError.Of(failure)),
            new SettleRun(scene.Facts.Phase, ending));
        return StepResult.AtOnce;
    }

    private async Task<StepResult> LostAsync(StepScene scene, Interruption? interruption)
    {
        var attempt = scene.Facts.RequiredAttempt;
        var ending = interruption is null
            ? new RunEnding(RunStatus.Failed, ReasonCodes.SessionLost, "The session does not exist any more; somebody deleted it, and its files with it.")
            : RunTransitions.EndingFor(interruption.Code);
        var error = new AttemptError(AttemptError.Word(ErrorClass.ProviderPermanent), ReasonCodes.SessionLost, "The session does not exist any more.", null);
        await kit.CommitAsync(
            scene.Held,
            new AppendEvents(attempt.Id, [kit.StatusChanged(scene.Facts.Phase, ending.Status, ending.Code)]),
            new EndAttempt(attempt.Id, EndAttempt.Settled, error),
            new RecordCaptureFailure(kit.NewUuid(), attempt.Id, attempt.SessionId!, "", null, "session_lost", "The session's files went with the session.", Retryable: false),
            new FinishRun(scene.Facts.Phase, ending));
        return StepResult.AtOnce;
    }

    private Interruption? Interrupted(RunFacts facts) =>
        facts.Phase == RunStatus.Cancelling ? new Interruption(facts.PhaseCode, kit.Age(facts.RequiredAttempt.InterruptedAt ?? kit.Time.GetTimestamp())) : null;

    private StepResult.Again NextPoll(StepScene scene, Interruption? interruption)
    {
        var wait = kit.Waits.Poll(kit.Options.PollBase, kit.Options.PollMax, scene.Held.QuietPolls);
        return new(Soon(wait > scene.Facts.PollEveryMin ? wait : scene.Facts.PollEveryMin, interruption));
    }

    /// <summary>While a session is being interrupted no wait is longer than the time to the next interrupt, or to the ceiling.</summary>
    private TimeSpan Soon(TimeSpan wait, Interruption? interruption)
    {
        if (interruption is null)
            return wait;
        var rest = kit.Options.InterruptCeiling - interruption.Age;
        var most = rest > TimeSpan.Zero && rest < kit.Options.InterruptRepeat ? rest : kit.Options.InterruptRepeat;
        return wait < most ? wait : most;
    }

    private static string Sentence(string phase) => phase switch
    {
        RunStatus.ProviderRunning => "The agent is working.",
        RunStatus.ProviderIdle => "The session is idle; its last events are awaited.",
        RunStatus.ProviderRescheduled => "The provider moves the session; the agent goes on by itself.",
        _ => "The session is being observed.",
    };
}
