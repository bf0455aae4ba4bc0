using Antpath.Http;
using Antpath.Runs;

namespace Antpath;

/// <summary>The wait was over before the run was. The run goes on; wait again, or cancel it.</summary>
public sealed class WaitTimedOutException : AntpathException
{
    internal WaitTimedOutException(RunView run, TimeSpan timeout)
        : base($"Run {run.Id} was still {run.Status} ({run.Phase.State}) when the wait of {timeout} ended; it goes on.", FailureCodes.WaitTimedOut) =>
        Run = run;

    /// <summary>The run as last seen.</summary>
    public RunView Run { get; }
}
