using Antpath.Ids;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Submission;

/// <summary>What came of a submission.</summary>
public abstract record SubmitResult
{
    private SubmitResult()
    {
    }

    /// <summary>The run is stored and waits for a worker.</summary>
    /// <param name="View">The run.</param>
    public sealed record Accepted(RunView View) : SubmitResult;

    /// <summary>The same request was accepted before under this key.</summary>
    /// <param name="View">That run, as it is now.</param>
    public sealed record Replayed(RunView View) : SubmitResult;

    /// <summary>The key was used for another request.</summary>
    /// <param name="Run">The run it was used for.</param>
    public sealed record KeyReused(RunId Run) : SubmitResult;

    /// <summary>The workspace, the person or the token has as many open runs as it may.</summary>
    /// <param name="Of">Which of them.</param>
    /// <param name="OpenRunsMax">How many that is.</param>
    public sealed record OverQuota(OpenRunsOf Of, int OpenRunsMax) : SubmitResult;

    /// <summary>The template asks for more time than the workspace may give.</summary>
    /// <param name="MaxSeconds">The most it may give, in seconds.</param>
    public sealed record DurationTooLong(int MaxSeconds) : SubmitResult;

    /// <summary>The workspace takes no runs: suspended, being deleted, or gone.</summary>
    public sealed record WorkspaceClosed : SubmitResult;
}
