namespace Antpath.Runs;

/// <summary>One page of runs, newest first.</summary>
public sealed record RunPage
{
    /// <summary>The runs, without their snapshots.</summary>
    public required IReadOnlyList<RunView> Data { get; init; }

    /// <summary>Pass as <c>cursor</c> for the next page; null at the end.</summary>
    public string? NextCursor { get; init; }
}
