namespace Antpath.Emulator.Sessions;

/// <summary>Why a turn stands still for now.</summary>
internal abstract record Pause
{
    private Pause()
    {
    }

    public sealed record For(TimeSpan Delay) : Pause;

    /// <summary>Until every pending call is answered (§7.4).</summary>
    public sealed record Answers : Pause;

    /// <summary>Until the budget is raised (§13.4).</summary>
    public sealed record Budget : Pause;

    /// <summary>Until work outside the emulator is done, e.g. an MCP server answered.</summary>
    public sealed record Until(Task Work) : Pause;
}
