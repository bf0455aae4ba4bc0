using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Engine.Runs.Lifecycle.Provisioning;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>
/// Sends the prompt exactly once (provider contract §16.3). 1: check the session against the journal. 2: unless this process knows that nobody
/// can have sent, ask the provider; only two looks without a message, a grace period apart, mean that none was sent. 3: send.
/// </summary>
internal sealed class DispatchStep(StepKit kit, ProvisionStep provision)
{
    private const string Step = "dispatch";
    private const string Subject = "prompt";

    public async Task<StepResult> RunAsync(StepScene scene, CancellationToken cancellationToken)
    {
        var session = scene.Facts.RequiredAttempt.SessionId ?? throw new InvalidOperationException($"{scene.Held.Lease.Run} has no session to send to.");

        // :: Step 1
        var snapshot = await scene.Provider.GetSessionAsync(session, cancellationToken);
        if (!snapshot.Succeeded)
            return await FailAsync(scene, Lost(snapshot.Failure));
        if (SnapshotCheck.Verify(snapshot.Value, scene.Facts.LiveByKey()) is { } mismatch)
            return await RefuseAsync(scene, mismatch);

        // :: Step 2
        if (!scene.Held.NothingSent)
        {
            var askedAt = kit.Time.GetTimestamp();
            var sent = await scene.Provider.WasPromptSentAsync(session, cancellationToken);
            if (!sent.Succeeded)
                return await FailAsync(scene, sent.Failure);
            if (sent.Value)
                return await DispatchedAsync(scene);
            if (!scene.Held.Misses.Prove(Subject, askedAt, kit.Time, kit.Options.UnknownOutcomeGrace))
                return new StepResult.Again(kit.Options.UnknownOutcomeGrace);
        }

        // :: Step 3
        return await SendAsync(scene, session, cancellationToken);
    }

    private async Task<StepResult> SendAsync(StepScene scene, string session, CancellationToken cancellationToken)
    {
        await kit.Milestones.ReachedAsync(Step, Subject, Moment.BeforeIntent);
        scene.Held.NothingSent = false;
        scene.Held.Misses.Forget(Subject);
        var answer = await scene.Provider.SendPromptAsync(scene.Bundle, session, cancellationToken);
        await kit.Milestones.ReachedAsync(Step, Subject, Moment.AfterReply);
        if (answer.Succeeded)
            return await DispatchedAsync(scene);

        // a failure that says "not done" leaves this process as the only possible sender
        scene.Held.NothingSent = !answer.Failure.OutcomeUnknown;
        var failure = answer.Failure.OutcomeUnknown ? answer.Failure with { Class = ErrorClass.TransientProvider } : answer.Failure;
        return await FailAsync(scene, failure);
    }

    private async Task<StepResult> FailAsync(StepScene scene, ProviderFailure failure)
    {
        var failures = scene.Facts.StepFailures + 1;
        if (scene.Held.NothingSent)
            return await provision.FailAsync(scene, failure, failure.Code == ReasonCodes.SessionLost ? kit.Options.StepFailuresMax : failures);

        // the agent may be at work: no other attempt, and no end without an interrupt. The deadline bounds the retries
        if (failure.Class != ErrorClass.TransientProvider || failure.Code == ReasonCodes.SessionLost)
            return await InterruptAsync(scene, failure.Code, failure.Message);
        await kit.CommitAsync(scene.Held, new RecordStepFailure(Math.Min(failures, short.MaxValue)));
        return new StepResult.Again(kit.RetryWait(failures, failure.RetryAfter));
    }

    private async Task<StepResult> DispatchedAsync(StepScene scene)
    {
        var attempt = scene.Facts.RequiredAttempt.Id;
        await kit.CommitAsync(
            scene.Held,
            new RecordDispatched(attempt),
            new MovePhase(RunStatus.SessionCreated, RunStatus.Dispatched, "prompt_sent", "The prompt is with the agent."),
            new AppendEvents(attempt, [kit.StatusChanged(RunStatus.SessionCreated, RunStatus.Dispatched, "prompt_sent")]));
        await kit.Milestones.ReachedAsync(Step, Subject, Moment.AfterCommit);
        return new StepResult.Again(kit.Waits.Spread(kit.Options.PollBase / 2));
    }

    private async Task<StepResult> RefuseAsync(StepScene scene, RunEnding ending)
    {
        var attempt = scene.Facts.RequiredAttempt.Id;
        var error = new AttemptError(AttemptError.Word(ErrorClass.TenantPermanent), ending.Code, ending.Message, null);
        var told = new AppendEvents(attempt, [kit.StatusChanged(RunStatus.SessionCreated, ending.Status, ending.Code)]);
        if (!scene.Held.NothingSent)
            return await InterruptAsync(scene, ending.Code, ending.Message); // an earlier worker may have sent
        await kit.CommitAsync(scene.Held, new EndAttempt(attempt, EndAttempt.Abandoned, error), new FinishRun(RunStatus.SessionCreated, ending), told);
        return StepResult.AtOnce;
    }

    private async Task<StepResult> InterruptAsync(StepScene scene, string code, string message)
    {
        var attempt = scene.Facts.RequiredAttempt.Id;
        await kit.CommitAsync(
            scene.Held,
            new RecordInterrupted(attempt),
            new MovePhase(RunStatus.SessionCreated, RunStatus.Cancelling, code, message),
            new AppendEvents(attempt, [kit.StatusChanged(RunStatus.SessionCreated, RunStatus.Cancelling, code)]));
        await kit.Milestones.ReachedAsync(Step, "refused", Moment.AfterCommit);
        return StepResult.AtOnce;
    }

    /// <summary>A session that vanished before the prompt was sent costs nothing: another attempt may make another.</summary>
    private static ProviderFailure Lost(ProviderFailure failure) => failure.HttpStatus == 404
        ? failure with { Class = ErrorClass.TransientProvider, Code = ReasonCodes.SessionLost, Message = "The session vanished before the prompt was sent." }
        : failure;
}
