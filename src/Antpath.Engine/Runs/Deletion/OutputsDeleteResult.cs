using Antpath.Runs;

namespace Antpath.Engine.Runs.Deletion;

/// <summary>What came of a wish to delete a run's outputs and keep the run.</summary>
public abstract record OutputsDeleteResult
{
    private OutputsDeleteResult()
    {
    }

    /// <summary>The outputs are out of reach, now or earlier; their objects are removed.</summary>
    /// <param name="View">The run.</param>
    public sealed record Requested(RunView View) : OutputsDeleteResult;

    /// <summary>Files of the run are still being captured; nothing was deleted.</summary>
    public sealed record NotSettled : OutputsDeleteResult;

    /// <summary>The workspace has no such run.</summary>
    public sealed record NotFound : OutputsDeleteResult;
}
