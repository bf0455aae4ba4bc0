namespace Antpath.Audit;

/// <summary>The end of a workspace's chain of audit lines.</summary>
public sealed record AuditHead
{
    /// <summary>The place of the newest line; 0 when there is none.</summary>
    public required long Sequence { get; init; }

    /// <summary>The hash of the newest line, in hex.</summary>
    public required string Hash { get; init; }
}
