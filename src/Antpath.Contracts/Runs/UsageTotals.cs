namespace Antpath.Runs;

/// <summary>Provider usage and stored bytes, summed over whatever the containing object describes.</summary>
public sealed record UsageTotals
{
    /// <summary>Uncached input tokens.</summary>
    public long InputTokens { get; init; }

    /// <summary>Output tokens.</summary>
    public long OutputTokens { get; init; }

    /// <summary>Input tokens read from the provider's cache.</summary>
    public long CacheReadInputTokens { get; init; }

    /// <summary>Input tokens written to the provider's cache.</summary>
    public long CacheCreationInputTokens { get; init; }

    /// <summary>Milliseconds the provider billed as running.</summary>
    public long ActiveMilliseconds { get; init; }

    /// <summary>Provider list cost in whole US cents, as the provider reports it.</summary>
    public long ListCostCents { get; init; }

    /// <summary>Bytes of outputs kept in storage.</summary>
    public long StoredBytes { get; init; }
}
