using Antpath.Engine.Providers;

namespace Antpath.Engine.Runs.Lifecycle.Observation;

/// <summary>What a cumulative usage report adds to what is booked already. Pure.</summary>
internal static class UsageDelta
{
    /// <returns>The difference, negative where the provider corrected a figure.</returns>
    public static ProviderUsage Between(ProviderUsage booked, ProviderUsage reported) => new()
    {
        InputTokens = reported.InputTokens - booked.InputTokens,
        OutputTokens = reported.OutputTokens - booked.OutputTokens,
        CacheReadInputTokens = reported.CacheReadInputTokens - booked.CacheReadInputTokens,
        CacheCreationInputTokens = reported.CacheCreationInputTokens - booked.CacheCreationInputTokens,
        ActiveMilliseconds = reported.ActiveMilliseconds - booked.ActiveMilliseconds,
        ListCostCents = reported.ListCostCents - booked.ListCostCents,
    };

    /// <summary>The ledger's kinds and quantities that are not zero.</summary>
    public static IReadOnlyList<(string Kind, long Quantity)> Lines(ProviderUsage delta)
    {
        (string Kind, long Quantity)[] lines =
        [
            ("input_tokens", delta.InputTokens),
            ("output_tokens", delta.OutputTokens),
            ("cache_read_input_tokens", delta.CacheReadInputTokens),
            ("cache_creation_input_tokens", delta.CacheCreationInputTokens),
            ("active_milliseconds", delta.ActiveMilliseconds),
            ("list_cost_cents", delta.ListCostCents),
        ];
        return [.. lines.Where(l => l.Quantity != 0)];
    }
}
