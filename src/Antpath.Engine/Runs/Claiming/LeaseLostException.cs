using Antpath.Ids;

namespace Antpath.Engine.Runs.Claiming;

/// <summary>
/// Thrown in front of a side effect when the lease may not be trusted any more. Not a failure: the step loop turns it into a normal result and
/// drops the run at once; whoever claims it next goes on from what was committed.
/// </summary>
public sealed class LeaseLostException(RunId run) : Exception($"The lease of {run} is lost or no longer trusted; another worker continues the run.")
{
    /// <summary>The run to drop.</summary>
    public RunId Run { get; } = run;
}
