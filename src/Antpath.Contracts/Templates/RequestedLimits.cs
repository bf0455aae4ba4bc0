namespace Antpath.Templates;

/// <summary>What a template asks for its runs; a plan may allow less.</summary>
public sealed record RequestedLimits
{
    /// <summary>How long a run may take before it is stopped: whole seconds, 30 s to 24 h. Default: one hour.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromSeconds(TemplateLimits.DurationSecondsDefault);

    /// <summary>What a run may cost at the provider's list prices, in US dollars: 0.01 to 10,000 with at most two decimals. Null: the platform's default.</summary>
    public decimal? BudgetUsd { get; init; }
}
