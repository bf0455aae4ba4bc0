namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>One pass of a repair. Takes no input: it acts only on what the tables say, and may run twice, in two processes at once.</summary>
public interface ISweep
{
    /// <summary>What it is called in logs and metrics, in snake_case.</summary>
    string Name { get; }

    /// <summary>What one pass repairs at most.</summary>
    int BatchMax { get; }

    /// <summary>How often it runs when it found no full batch; null for <c>ANTPATH_WORKER_SWEEP_EVERY</c>.</summary>
    TimeSpan? Every => null;

    /// <summary>Makes one pass.</summary>
    /// <param name="cancellationToken">Stops between repairs.</param>
    /// <returns>How many were looked at, at most <see cref="BatchMax"/>; a full batch means "call again".</returns>
    Task<int> SweepAsync(CancellationToken cancellationToken);
}
