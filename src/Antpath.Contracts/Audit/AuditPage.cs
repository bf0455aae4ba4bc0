namespace Antpath.Audit;

/// <summary>One page of the audit trail, newest first.</summary>
public sealed record AuditPage
{
    /// <summary>The lines.</summary>
    public required IReadOnlyList<AuditView> Data { get; init; }

    /// <summary>The end of the chain when this page was read.</summary>
    public required AuditHead Head { get; init; }

    /// <summary>Pass as <c>cursor</c> for the next page; null at the end.</summary>
    public string? NextCursor { get; init; }
}
