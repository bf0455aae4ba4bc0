namespace Antpath.Engine.Runs.Lifecycle.Capture;

/// <summary>Why a file is not captured.</summary>
/// <param name="Reason">As the table of capture failures spells it.</param>
/// <param name="Message">Redacted sentence.</param>
/// <param name="Again">Whether another try may help.</param>
internal sealed record CaptureProblem(string Reason, string Message, bool Again)
{
    /// <summary>Whether a person may have it tried again later: room can be made, and trouble passes.</summary>
    public bool Retryable => Again || this == OverQuota;

    public static CaptureProblem OverQuota { get; } = new("workspace_quota_exceeded", "The workspace has no room for this file; delete runs or raise its storage quota.", false);
}
