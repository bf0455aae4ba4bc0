using Antpath.Ids;

namespace Antpath.Runs;

/// <summary>A file of the run's session that did not make it into storage, and why.</summary>
public sealed record CaptureFailureView
{
    /// <summary>The failure's id.</summary>
    public required OutputId Id { get; init; }

    /// <summary>The file's true name.</summary>
    public required string FileName { get; init; }

    /// <summary>Bytes as the provider reported them, or null when it did not say.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Stable code: <c>workspace_quota_exceeded</c>, <c>download_failed</c>, <c>size_mismatch</c>, <c>storage_failed</c>, <c>too_large</c>, ….</summary>
    public required string Reason { get; init; }

    /// <summary>One redacted sentence.</summary>
    public required string Message { get; init; }

    /// <summary>Whether another try may help, as long as the session is kept.</summary>
    public bool Retryable { get; init; }

    /// <summary>When it was given up.</summary>
    public required DateTimeOffset FailedAt { get; init; }
}
