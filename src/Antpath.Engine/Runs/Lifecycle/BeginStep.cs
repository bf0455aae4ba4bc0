using Antpath.Engine.Database;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>Takes one of the workspace's slots and begins the first attempt: from here on the run's time counts.</summary>
internal sealed class BeginStep(StepKit kit, PlanOptions plan)
{
    public async Task<StepResult> RunAsync(HeldRun held, RunFacts facts)
    {
        // a worker that stopped between the two commits has taken the slot already
        if (!facts.SlotTaken)
        {
            var taken = await kit.CommitAsync(held, new TakeSlot(plan.ActiveRunsMax));
            if (taken.Rows[0] == 0)
                return new StepResult.GiveBack(kit.Waits.Spread(kit.Options.SlotRetry));
            await kit.Milestones.ReachedAsync("begin", "slot", Moment.AfterCommit);
        }

        var attempt = kit.Time.NewId<AttemptId>();
        await kit.CommitAsync(
            held,
            new StartAttempt(attempt, 1) { Waited = facts.Age },
            new AppendEvents(
                attempt,
                [
                    kit.StatusChanged(RunStatus.Queued, RunStatus.Provisioning, "attempt_started"),
                    kit.Event("run.attempt_started", ("attempt", 1)),
                ]));
        await kit.Milestones.ReachedAsync("begin", "attempt", Moment.AfterCommit);
        return StepResult.AtOnce;
    }
}
