namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>What became of a step's writes.</summary>
internal abstract record CommitResult
{
    private CommitResult()
    {
    }

    /// <summary>All of them are durable.</summary>
    /// <param name="Rows">Rows touched, one number for each write, in their order.</param>
    /// <param name="Signals">What users asked for meanwhile, as the fence saw it.</param>
    public sealed record Committed(IReadOnlyList<int> Rows, RunSignals Signals) : CommitResult;

    /// <summary>None of them: the lease is another worker's, or nobody's. Stop at once.</summary>
    public sealed record LeaseLost : CommitResult;
}
