using Antpath.Runs;

namespace Antpath.Engine.Runs;

/// <summary>What came of a wish to cancel.</summary>
public abstract record CancelResult
{
    private CancelResult()
    {
    }

    /// <summary>The wish is recorded, now or earlier; a worker carries it out.</summary>
    /// <param name="View">The run.</param>
    public sealed record Requested(RunView View) : CancelResult;

    /// <summary>The run was over already; nothing was changed.</summary>
    /// <param name="View">The run.</param>
    public sealed record AlreadyTerminal(RunView View) : CancelResult;

    /// <summary>The workspace has no such run.</summary>
    public sealed record NotFound : CancelResult;
}
