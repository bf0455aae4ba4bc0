using Antpath.Ids;

namespace Antpath.Engine.Secrets;

/// <summary>What one batch of a rewrap did.</summary>
/// <param name="Last">Where the next batch goes on; null when nothing is left.</param>
/// <param name="Wrapped">Entries that are wrapped with the current key now.</param>
/// <param name="Unreadable">Runs whose entries could not be unwrapped; they are left as they are.</param>
public sealed record RewrapResult(Guid? Last, int Wrapped, IReadOnlyList<RunId> Unreadable);
