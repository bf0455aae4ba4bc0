using Antpath.Runs;

namespace Antpath.Engine.Runs.Deletion;

/// <summary>What came of a wish to delete.</summary>
public abstract record DeleteResult
{
    private DeleteResult()
    {
    }

    /// <summary>The wish is recorded, now or earlier; the run goes when its work, clean-up and files are gone.</summary>
    /// <param name="View">The run.</param>
    public sealed record Requested(RunView View) : DeleteResult;

    /// <summary>The workspace has no such run, or it is deleted.</summary>
    public sealed record NotFound : DeleteResult;
}
