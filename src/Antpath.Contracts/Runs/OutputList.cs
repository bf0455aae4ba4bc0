namespace Antpath.Runs;

/// <summary>All outputs of a run and everything that could not be captured.</summary>
public sealed record OutputList
{
    /// <summary>Captured files, at most <see cref="RunListLimits.OutputsMax"/>.</summary>
    public required IReadOnlyList<OutputView> Data { get; init; }

    /// <summary>Files that did not make it, and why.</summary>
    public required IReadOnlyList<CaptureFailureView> Failures { get; init; }

    /// <summary>Pass as <c>cursor</c> for the next page; null at the end.</summary>
    public string? NextCursor { get; init; }
}
