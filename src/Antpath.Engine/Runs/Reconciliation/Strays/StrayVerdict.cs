namespace Antpath.Engine.Runs.Reconciliation.Strays;

/// <summary>What is to become of a resource that carries our marker.</summary>
internal abstract record StrayVerdict
{
    private StrayVerdict()
    {
    }

    /// <summary>Why, in snake_case.</summary>
    public required string Reason { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>No live run holds it: it goes.</summary>
    public sealed record Remove : StrayVerdict;

    /// <summary>A session that goes if nothing was ever sent to it: then there is nothing to capture.</summary>
    public sealed record RemoveIfUnprompted : StrayVerdict;

    /// <summary>It stays.</summary>
    public sealed record Leave : StrayVerdict;
}
