namespace Antpath.Engine.Outputs.Storage;

/// <summary>One object of a store's listing.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="SizeBytes">How large.</param>
/// <param name="WrittenAt">When it was written, by the store's clock.</param>
public sealed record StoredEntry(OutputPath Path, long SizeBytes, DateTimeOffset WrittenAt);
