using Antpath.Ids;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>A fenced write did not find the row in the state it leaves: a defect of ours. Nothing was written.</summary>
public sealed class UnexpectedRowsException(RunId run, string write, int expected, int touched)
    : Exception($"{write} for {run} touched {touched} rows instead of {expected}: the run is not in the state this step leaves.")
{
    public RunId Run { get; } = run;
}
