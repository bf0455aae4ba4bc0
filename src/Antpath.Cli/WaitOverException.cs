using Antpath.Runs;

namespace Antpath.Cli;

/// <summary><c>--timeout</c> passed while a run was followed; the run goes on.</summary>
internal sealed class WaitOverException(RunView run) : Exception($"{run.Id} is still {run.Status} ({run.Phase.State}); it goes on")
{
    public RunView Run => run;
}
