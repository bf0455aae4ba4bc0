using System.Text.Json.Nodes;
using Antpath.Emulator.Sessions;

namespace Antpath.Emulator.Scenarios;

/// <summary>One thing that happens in a session's turn. Scenarios write them; <see cref="Turn"/> plays them.</summary>
internal abstract record Beat
{
    private Beat()
    {
    }

    /// <summary>One model request: thinking, an optional message, then tool calls (§13.3).</summary>
    public sealed record Request(TimeSpan Thinks, string? Says, IReadOnlyList<ToolCall> Calls) : Beat;

    public sealed record Wait(TimeSpan For) : Beat;

    /// <summary>A <c>session.error</c> (§13.5).</summary>
    /// <param name="Retry"><c>retrying</c>, <c>exhausted</c> or <c>terminal</c>.</param>
    /// <param name="Members">What this type of error carries beside the common members.</param>
    public sealed record Fails(string ErrorType, string Message, string Retry, IReadOnlyDictionary<string, string?>? Members = null) : Beat
    {
        public static Fails AtMcp(string type, string message, string serverName) =>
            new(type, message, "retrying", new Dictionary<string, string?>(StringComparer.Ordinal) { ["mcp_server_name"] = serverName });
    }

    /// <summary>A transient fault: the session is <c>rescheduling</c> for a while (§12.4).</summary>
    public sealed record Reschedules(TimeSpan For) : Beat;

    /// <summary>Outputs of this turn appear later than usual or, with null, never (§11.3).</summary>
    public sealed record OutputsLate(TimeSpan? By) : Beat;

    /// <summary>Ends the turn with a stop reason of §13.4; without one it ends with <c>end_turn</c>.</summary>
    /// <param name="RefusalCategory">For <c>refusal</c> only.</param>
    public sealed record Stops(string Reason, string? RefusalCategory = null) : Beat;

    /// <summary>The session is lost for good (§12.4).</summary>
    public sealed record Terminates : Beat;

    /// <summary>An event of a snapshot, as it was; ids that it mentions are translated to the new ones.</summary>
    public sealed record Recorded(string Id, string Type, JsonObject Fields) : Beat;

    /// <summary>A pause in a snapshot's turn: these recorded calls wait for the client.</summary>
    public sealed record Awaits(IReadOnlyList<string> EventIds) : Beat;

    /// <summary>A change of status in the middle of a snapshot's turn.</summary>
    public sealed record Becomes(bool Rescheduling) : Beat;

    /// <summary>Files that are there without a tool call that wrote them.</summary>
    public sealed record Leaves(IReadOnlyList<OutputFile> Files) : Beat;

    /// <summary>An event without members of its own.</summary>
    public sealed record Bare(string Type) : Beat;
}
