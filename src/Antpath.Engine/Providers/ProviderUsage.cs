namespace Antpath.Engine.Providers;

/// <summary>Cumulative usage of one session as the provider reports it.</summary>
public sealed record ProviderUsage
{
    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    public long CacheReadInputTokens { get; init; }

    public long CacheCreationInputTokens { get; init; }

    /// <summary>Milliseconds billed as running.</summary>
    public long ActiveMilliseconds { get; init; }

    /// <summary>Whole US cents at list price.</summary>
    public long ListCostCents { get; init; }
}
