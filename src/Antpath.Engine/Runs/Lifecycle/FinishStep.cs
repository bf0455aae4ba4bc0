using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>Makes a run terminal without looking at its session: there is none, or nobody may or wants to.</summary>
internal sealed class FinishStep(StepKit kit)
{
    public async Task<StepResult> RunAsync(HeldRun held, RunFacts facts, RunEnding ending)
    {
        var attempt = facts.Attempt;
        var error = ending.Status == RunStatus.Failed ? new AttemptError("antpath_bug", ending.Code, ending.Message, null) : null;
        var copies = facts.Phase == RunStatus.CapturingOutputs ? new StepWrite[] { new DropReservations() } : [];
        var attemptEnd = attempt is { Running: true } ? new StepWrite[] { new EndAttempt(attempt.Id, EndAttempt.Abandoned, error) } : [];
        await kit.CommitAsync(
            held,
            [
                .. copies,
                .. attemptEnd,
                new AppendEvents(attempt?.Id, [kit.StatusChanged(facts.Phase, ending.Status, ending.Code)]),
                new FinishRun(facts.Phase, ending),
            ]);
        return StepResult.AtOnce;
    }
}
