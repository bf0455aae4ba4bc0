namespace Antpath.Emulator.Organizations;

/// <summary>What is remembered of a deleted object.</summary>
internal sealed record Disposal(string Kind, string Id, string Label, IReadOnlyDictionary<string, string> Metadata, DateTimeOffset CreatedAt, DateTimeOffset DeletedAt);
