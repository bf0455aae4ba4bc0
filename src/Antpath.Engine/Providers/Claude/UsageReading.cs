using System.Text.Json;

namespace Antpath.Engine.Providers.Claude;

/// <summary>Reads usage figures; what is missing counts as zero (provider contract §12.2, §13.6).</summary>
internal static class UsageReading
{
    public static ProviderUsage Of(JsonElement usage)
    {
        var cacheCreation = usage.Member("cache_creation");
        return new ProviderUsage
        {
            InputTokens = usage.Count("input_tokens"),
            OutputTokens = usage.Count("output_tokens"),
            CacheReadInputTokens = usage.Count("cache_read_input_tokens"),
            CacheCreationInputTokens = (cacheCreation?.Count("ephemeral_5m_input_tokens") ?? 0) + (cacheCreation?.Count("ephemeral_1h_input_tokens") ?? 0),
            ActiveMilliseconds = (long)Math.Min(usage.Amount("active_seconds") * 1000, long.MaxValue / 2),
            // amounts are whole cents as text (§12.1)
            ListCostCents = usage.Member("list_cost")?.Count("amount") ?? 0,
        };
    }
}
