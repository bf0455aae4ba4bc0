namespace Antpath.Runs;

/// <summary>All outputs of a run and everything that could not be captured.</summary>
public sealed record OutputList
{
    /// <summary>Captured files, at most <see cref="RunListLimits.OutputsMax"/>.</summary>
    public required IReadOnlyList<OutputView> Data { get; init; }

    /// <summary>Files that did not make it, and why.</summary>
    public required IReadOnlyList<CaptureFailureView> Failures { get; init; }

    /// <summary>
    /// The run's manifest: a JSON document with the hashes, sizes and types of its files, its template's hash, and its failures. Null until capture is over,
    /// and when there was nothing to list or no room for it. Fetched like an output.
    /// </summary>
    public OutputView? Manifest { get; init; }

    /// <summary>Until when retryable failures may be tried again: so long their session is kept. Null when they may not.</summary>
    public DateTimeOffset? RetryUntil { get; init; }

    /// <summary>Whether failures are being tried again.</summary>
    public bool Retrying { get; init; }

    /// <summary>When the outputs were deleted without their run, or null.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Pass as <c>cursor</c> for the next page; null at the end.</summary>
    public string? NextCursor { get; init; }
}
