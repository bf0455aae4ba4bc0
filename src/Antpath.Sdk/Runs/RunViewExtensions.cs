using Antpath.Runs;

namespace Antpath;

/// <summary>Questions to ask a run's view.</summary>
public static class RunViewExtensions
{
    /// <summary>Insists on success.</summary>
    /// <param name="run">A run whose status is terminal.</param>
    /// <returns>The same run.</returns>
    /// <exception cref="RunFailedException">The run failed, timed out or was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The run is not over yet: wait for it first.</exception>
    public static RunView EnsureSucceeded(this RunView run) =>
        run.Status switch
        {
            RunStatus.Succeeded => run,
            var status when RunStatus.IsTerminal(status) => throw new RunFailedException(run),
            var status => throw new InvalidOperationException($"Run {run.Id} is {status}, not over yet; wait for it first."),
        };
}
