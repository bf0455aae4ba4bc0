namespace Antpath.Engine.Outputs.Storage;

/// <summary>A part of a store's listing.</summary>
/// <param name="Objects">In ordinal order of their paths; objects whose names are not ours are left out.</param>
/// <param name="Next">Where the next page begins: pass it as <c>after</c>. Null at the end.</param>
public sealed record StoredPage(IReadOnlyList<StoredEntry> Objects, string? Next);
