namespace Antpath.Emulator.Models;

/// <param name="InputCents">List price of a million uncached input tokens, in cents.</param>
/// <param name="OutputCents">List price of a million output tokens, in cents.</param>
internal sealed record CatalogModel(string Id, string DisplayName, string Line, bool FastOffered, int InputCents, int OutputCents, DateTimeOffset CreatedAt);
