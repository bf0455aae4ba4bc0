namespace Antpath.Chaos.Plan;

/// <summary>A kind of run: what its session does, and what its user does meanwhile.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="Scenario">The emulator's scenario with its parameters.</param>
/// <param name="Weight">How often it is drawn, relative to the others.</param>
/// <param name="User">What the user does after submitting.</param>
/// <param name="EndsAs">The statuses a run of this kind ends with when nothing but its scenario goes wrong.</param>
internal sealed record RunKind(string Name, string Scenario, int Weight, UserAct User, params string[] EndsAs)
{
    private const string Succeeded = "succeeded";
    private const string Failed = "failed";
    private const string Cancelled = "cancelled";

    /// <summary>Durations are the emulator's: its speed divides them.</summary>
    public static IReadOnlyList<RunKind> All { get; } =
    [
        new("quick", "quick-answer", 24, UserAct.Nothing, Succeeded),
        new("no files", "no-files", 8, UserAct.Nothing, Succeeded),
        new("long", "long-run duration=40 step=2", 12, UserAct.Nothing, Succeeded),
        new("many files", "many-files count=25", 9, UserAct.Nothing, Succeeded),
        new("many calls", "tool-heavy calls=20", 5, UserAct.Nothing, Succeeded),
        new("files late", "files-late delay=2", 4, UserAct.Nothing, Succeeded),
        new("reschedules", "reschedules-twice for=2", 5, UserAct.Nothing, Succeeded),
        new("refusal", "refusal category=cyber", 4, UserAct.Nothing, Failed),
        new("budget", "budget-reached", 4, UserAct.Nothing, Failed),
        new("terminated", "terminated", 4, UserAct.Nothing, Failed),
        new("retries exhausted", "retries-exhausted", 3, UserAct.Nothing, Failed),
        new("never ends, cancel", "never-ends step=2", 7, UserAct.Cancel, Cancelled),
        new("quick, cancel", "quick-answer", 3, UserAct.Cancel, Cancelled, Succeeded),
        new("long, delete", "long-run duration=60 step=2", 5, UserAct.Delete),
        new("quick, delete", "quick-answer", 3, UserAct.Delete),
        new("never ends, deadline", "never-ends step=2", 3, UserAct.Nothing, "timed_out"),
    ];
}
