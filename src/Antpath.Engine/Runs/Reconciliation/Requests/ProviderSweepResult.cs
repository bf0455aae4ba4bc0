using Antpath.Sweeps;

namespace Antpath.Engine.Runs.Reconciliation.Requests;

/// <summary>What came of a wish to have the provider searched.</summary>
public abstract record ProviderSweepResult
{
    private ProviderSweepResult()
    {
    }

    /// <summary>A worker will take it.</summary>
    /// <param name="View">The search.</param>
    public sealed record Accepted(ProviderSweepView View) : ProviderSweepResult;

    /// <summary>The workspace has as many open searches as it may.</summary>
    /// <param name="OpenMax">How many that is.</param>
    public sealed record TooMany(int OpenMax) : ProviderSweepResult;

    /// <summary>The workspace is suspended or being deleted.</summary>
    public sealed record WorkspaceClosed : ProviderSweepResult;
}
