namespace Antpath.Chaos.Verdict;

/// <summary>What the product's tables say about one run.</summary>
internal sealed record RunRecord
{
    public required Guid Id { get; init; }

    public required string Status { get; init; }

    public required string StatusCode { get; init; }

    public required string Phase { get; init; }

    public required string CleanupStatus { get; init; }

    /// <summary>What clean-up gave up, and why; null when nothing.</summary>
    public string? Left { get; init; }

    public required long LastEventSequence { get; init; }

    /// <summary>Sessions of its attempts, with whether each was settled.</summary>
    public required IReadOnlyList<(string Session, bool Settled, bool Dispatched)> Sessions { get; init; }

    /// <summary>The log's sequences, ordered.</summary>
    public required IReadOnlyList<long> Sequences { get; init; }

    /// <summary>The provider's event ids in the log.</summary>
    public required IReadOnlyList<string> ProviderEvents { get; init; }

    /// <summary>Name and content hash of each stored output.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>Files that were not captured.</summary>
    public required int CaptureFailures { get; init; }

    /// <summary>The ledger's token counts by kind.</summary>
    public required IReadOnlyDictionary<string, long> Tokens { get; init; }

    public bool Deleted => Status == "deleted";

    public bool Over => Phase is "succeeded" or "failed" or "timed_out" or "cancelled" or "cleanup_failed" or "deleted";
}
