using Antpath.Runs;

namespace Antpath.Engine.Runs;

/// <summary>What came of a wish to try files again that were not captured.</summary>
public abstract record OutputRetryResult
{
    private OutputRetryResult()
    {
    }

    /// <summary>The wish is recorded, now or earlier; a worker carries it out.</summary>
    /// <param name="View">The run.</param>
    public sealed record Requested(RunView View) : OutputRetryResult;

    /// <summary>Nothing of the run can be tried again: nothing failed that may succeed, or its session is not there any more.</summary>
    public sealed record NothingToRetry : OutputRetryResult;

    /// <summary>The workspace has no such run.</summary>
    public sealed record NotFound : OutputRetryResult;
}
