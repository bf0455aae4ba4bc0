namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>One pass of a repair. Takes no input: it acts only on what the tables say, and may run twice, also at the same time elsewhere.</summary>
public interface ISweep
{
    /// <summary>Its name in the logs, e.g. <c>purge</c>.</summary>
    string Name { get; }

    /// <summary>Repairs one batch.</summary>
    /// <param name="cancellationToken">Ends the pass early.</param>
    /// <returns>Rows repaired, at most the sweep's own limit; zero means that nothing was found.</returns>
    Task<int> SweepAsync(CancellationToken cancellationToken);
}
