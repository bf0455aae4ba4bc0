using System.Diagnostics;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Sessions;

internal static class SessionStatusText
{
    private static readonly string[] All = ["idle", "running", "rescheduling", "terminated"];

    /// <summary>The <c>statuses[]</c> filter of a list (§4).</summary>
    public static IReadOnlyList<string> Read(QueryFields query)
    {
        IReadOnlyList<string> asked = query.Texts("statuses", All.Length);
        return asked.All(status => All.Contains(status)) ? asked : throw RefusedException.Invalid($"statuses: must be of {string.Join(", ", All)}");
    }

    public static string Text(this SessionStatus status) => status switch
    {
        SessionStatus.Idle => "idle",
        SessionStatus.Running => "running",
        SessionStatus.Rescheduling => "rescheduling",
        SessionStatus.Terminated => "terminated",
        _ => throw new UnreachableException($"session status {status}"),
    };
}
