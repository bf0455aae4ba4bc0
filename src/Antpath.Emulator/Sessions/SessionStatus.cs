namespace Antpath.Emulator.Sessions;

/// <summary>The four statuses of a session (§12.4).</summary>
internal enum SessionStatus
{
    Idle,
    Running,
    Rescheduling,
    Terminated,
}
