using Antpath.Runs;

namespace Antpath;

/// <summary>A run is over and did not succeed. <see cref="AntpathException.Code"/> is the reason's code, e.g. <c>budget_reached</c>.</summary>
public sealed class RunFailedException : AntpathException
{
    internal RunFailedException(RunView run)
        : base($"Run {run.Id} ended {run.Status}: {run.StatusReason.Message} [{run.StatusReason.Code}]", run.StatusReason.Code) => Run = run;

    /// <summary>The run as it ended: failed, timed_out or cancelled.</summary>
    public RunView Run { get; }
}
