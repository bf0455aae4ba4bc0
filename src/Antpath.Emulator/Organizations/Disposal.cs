namespace Antpath.Emulator.Organizations;

/// <summary>What is remembered of a deleted object.</summary>
internal sealed record Disposal(string Kind, string Id, string Label, IReadOnlyDictionary<string, string> Metadata, DateTimeOffset CreatedAt, DateTimeOffset DeletedAt)
{
    /// <summary>About what remembering it takes.</summary>
    public long Bytes => EmulatorLimits.DisposedBytes + (2L * (Label.Length + Metadata.Sum(pair => pair.Key.Length + pair.Value.Length)));
}
