using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>Ends a run without looking at its session: there is none, or nobody may or wants to.</summary>
internal sealed class FinishStep(StepKit kit)
{
    /// <summary>Makes the run terminal; what is still to be copied is given up, and said so.</summary>
    public async Task<StepResult> RunAsync(HeldRun held, RunFacts facts, RunEnding ending)
    {
        var attempt = facts.Attempt;
        var attemptEnd = attempt is { Running: true } ? new StepWrite[] { new EndAttempt(attempt.Id, EndAttempt.Abandoned, ErrorOf(ending)) } : [];
        await kit.CommitAsync(
            held,
            [
                .. CopiesGivenUp(facts),
                .. attemptEnd,
                new AppendEvents(attempt?.Id, [kit.StatusChanged(facts.Phase, ending.Status, ending.Code)]),
                new FinishRun(facts.Phase, ending),
                .. facts.Phase == RunStatus.CapturingOutputs ? new StepWrite[] { new KeepSession(kit.Options.SessionKeptFor) } : [],
            ]);
        await kit.Milestones.ReachedAsync("finish", "run", Moment.AfterCommit);
        return StepResult.AtOnce;
    }

    /// <summary>Fixes how the run ends and leaves its session as it is; capture and clean-up follow as on every ending.</summary>
    public async Task<StepResult> SettleAsync(HeldRun held, RunFacts facts, RunEnding ending)
    {
        var attempt = facts.RequiredAttempt;
        await kit.CommitAsync(
            held,
            new EndAttempt(attempt.Id, EndAttempt.Settled, ErrorOf(ending)),
            new AppendEvents(attempt.Id, [kit.StatusChanged(facts.Phase, RunStatus.CapturingOutputs, ending.Code)]),
            new SettleRun(facts.Phase, ending));
        await kit.Milestones.ReachedAsync("finish", "settled", Moment.AfterCommit);
        return StepResult.AtOnce;
    }

    private IReadOnlyList<StepWrite> CopiesGivenUp(RunFacts facts)
    {
        const string GivenUp = "Copying the session's files was given up; files that are not among the outputs were not captured.";
        if (facts.Phase != RunStatus.CapturingOutputs)
            return [];
        if (facts.Signals.DeleteRequested)
            return []; // nobody wants them; a copy may have been whole when its worker died, so the purge removes it before it forgets it
        var attempt = facts.RequiredAttempt;
        return
        [
            new DropReservations(),
            new RecordCaptureFailure(kit.NewUuid(), attempt.Id, attempt.SessionId!, "", null, "download_failed", GivenUp, Retryable: true),
        ];
    }

    private static AttemptError? ErrorOf(RunEnding ending) =>
        ending.Status == RunStatus.Failed ? new AttemptError("antpath_bug", ending.Code, ending.Message, null) : null;
}
