namespace Antpath.Engine.Providers.Claude;

/// <summary>One page of a listing, read.</summary>
/// <param name="Items">What was picked from it; may be empty although more follows.</param>
/// <param name="NextPage">The cursor of the next page, or null at the end (provider contract §4).</param>
/// <param name="Enough">Whether the rest cannot hold anything that is looked for.</param>
internal sealed record ListPage<T>(IReadOnlyList<T> Items, string? NextPage, bool Enough);
