using Antpath.Engine.Providers;
using Antpath.Submission;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>One step's view of a run: opened for the step, gone with it. The bundle is the only copy of the run's secrets in this process.</summary>
internal sealed record StepScene(HeldRun Held, RunFacts Facts, ExecutionBundle Bundle, IAgentProvider Provider)
{
    /// <returns>The run's id and nothing of the bundle.</returns>
    public override string ToString() => $"step of {Held.Lease.Run}";
}
