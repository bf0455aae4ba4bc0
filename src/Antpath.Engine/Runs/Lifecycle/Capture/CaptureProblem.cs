namespace Antpath.Engine.Runs.Lifecycle.Capture;

/// <summary>Why a file is not captured.</summary>
/// <param name="Reason">As the table of capture failures spells it.</param>
/// <param name="Message">Redacted sentence.</param>
/// <param name="Again">Whether another try may help.</param>
internal sealed record CaptureProblem(string Reason, string Message, bool Again)
{
    public static CaptureProblem OverQuota { get; } = new("workspace_quota_exceeded", "The workspace has no room for this file; delete runs or raise its storage quota.", false);
}
