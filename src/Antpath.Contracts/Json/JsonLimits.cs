namespace Antpath.Json;

/// <summary>What a document may cost to read.</summary>
internal sealed record JsonLimits
{
    public required int BytesMax { get; init; }

    public required int DepthMax { get; init; }

    /// <summary>Values of any kind, members and items included.</summary>
    public required int ValuesMax { get; init; }

    public required int NameCharsMax { get; init; }
}
