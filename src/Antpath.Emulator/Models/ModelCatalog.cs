namespace Antpath.Emulator.Models;

/// <summary>The models that agents may name: Claude 4.5 and later (§6.1). Prices only need to be plausible.</summary>
internal static class ModelCatalog
{
    public static readonly IReadOnlyList<CatalogModel> All =
    [
        Model("claude-fable-5-2", "Claude Fable 5.2", "fable", 800, 4000, 2026, 10, 20),
        Model("claude-opus-5-5", "Claude Opus 5.5", "opus", 500, 2500, 2026, 10, 6, fast: true),
        Model("claude-sonnet-5-5", "Claude Sonnet 5.5", "sonnet", 300, 1500, 2026, 9, 22),
        Model("claude-haiku-5-5", "Claude Haiku 5.5", "haiku", 100, 500, 2026, 9, 8),
        Model("claude-fable-5-1", "Claude Fable 5.1", "fable", 800, 4000, 2026, 8, 11),
        Model("claude-opus-5", "Claude Opus 5", "opus", 500, 2500, 2026, 6, 30, fast: true),
        Model("claude-fable-5", "Claude Fable 5", "fable", 800, 4000, 2026, 6, 16),
        Model("claude-sonnet-5", "Claude Sonnet 5", "sonnet", 300, 1500, 2026, 5, 26),
        Model("claude-opus-4-8", "Claude Opus 4.8", "opus", 500, 2500, 2026, 4, 28, fast: true),
        Model("claude-opus-4-7", "Claude Opus 4.7", "opus", 500, 2500, 2026, 3, 24),
        Model("claude-sonnet-4-6", "Claude Sonnet 4.6", "sonnet", 300, 1500, 2026, 2, 17),
        Model("claude-opus-4-6", "Claude Opus 4.6", "opus", 500, 2500, 2026, 2, 5),
        Model("claude-opus-4-5", "Claude Opus 4.5", "opus", 500, 2500, 2025, 11, 24),
        Model("claude-opus-4-5-20251101", "Claude Opus 4.5", "opus", 500, 2500, 2025, 11, 24),
        Model("claude-haiku-4-5", "Claude Haiku 4.5", "haiku", 100, 500, 2025, 10, 15),
        Model("claude-haiku-4-5-20251001", "Claude Haiku 4.5", "haiku", 100, 500, 2025, 10, 15),
        Model("claude-sonnet-4-5", "Claude Sonnet 4.5", "sonnet", 300, 1500, 2025, 9, 29),
        Model("claude-sonnet-4-5-20250929", "Claude Sonnet 4.5", "sonnet", 300, 1500, 2025, 9, 29),
        Model("claude-emulated-unpriced", "Emulated, without a list price", "haiku", null, null, 2025, 9, 1), // for model_not_budgetable
    ];

    private static readonly Dictionary<string, CatalogModel> ById = All.ToDictionary(model => model.Id, StringComparer.Ordinal);

    public static CatalogModel? Find(string id) => ById.GetValueOrDefault(id);

    private static CatalogModel Model(string id, string name, string line, int? input, int? output, int year, int month, int day, bool fast = false) =>
        new(id, name, line, fast, input, output, new DateTimeOffset(year, month, day, 0, 0, 0, TimeSpan.Zero));
}
