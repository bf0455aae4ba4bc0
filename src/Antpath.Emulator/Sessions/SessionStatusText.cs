using System.Diagnostics;

namespace Antpath.Emulator.Sessions;

internal static class SessionStatusText
{
    public static readonly IReadOnlyList<string> All = ["idle", "running", "rescheduling", "terminated"];

    public static string Text(this SessionStatus status) => status switch
    {
        SessionStatus.Idle => "idle",
        SessionStatus.Running => "running",
        SessionStatus.Rescheduling => "rescheduling",
        SessionStatus.Terminated => "terminated",
        _ => throw new UnreachableException($"session status {status}"),
    };
}
