namespace Antpath.Engine.Usage;

/// <summary>The words of <c>usage_ledger.kind</c>.</summary>
public static class UsageKind
{
    public const string InputTokens = "input_tokens";
    public const string OutputTokens = "output_tokens";
    public const string CacheReadInputTokens = "cache_read_input_tokens";
    public const string CacheCreationInputTokens = "cache_creation_input_tokens";
    public const string ActiveMilliseconds = "active_milliseconds";
    public const string ListCostCents = "list_cost_cents";
    public const string StorageBytes = "storage_bytes";

    /// <summary>Every kind.</summary>
    public static IReadOnlyList<string> All { get; } =
        [InputTokens, OutputTokens, CacheReadInputTokens, CacheCreationInputTokens, ActiveMilliseconds, ListCostCents, StorageBytes];
}
