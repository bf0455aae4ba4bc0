namespace Antpath.Emulator.Models;

/// <param name="InputCents">List price of a million uncached input tokens, in cents; null when the model has no list price.</param>
/// <param name="OutputCents">List price of a million output tokens, in cents; null when the model has no list price.</param>
internal sealed record CatalogModel(string Id, string DisplayName, string Line, bool FastOffered, int? InputCents, int? OutputCents, DateTimeOffset CreatedAt)
{
    // Which models do is not settled (§17.17): those younger than the doubtful Sonnet 5.
    private static readonly DateTimeOffset SystemMessagesSince = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Whether a budget can be set (§12.1).</summary>
    public bool Budgetable => InputCents is not null;

    /// <summary>Whether <c>system.message</c> may be sent (§13.1).</summary>
    public bool TakesSystemMessages => CreatedAt >= SystemMessagesSince;
}
