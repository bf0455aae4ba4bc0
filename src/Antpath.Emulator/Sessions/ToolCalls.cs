using System.Text.Json.Nodes;
using Antpath.Emulator.Agents;
using Antpath.Emulator.Scenarios;

namespace Antpath.Emulator.Sessions;

/// <summary>The tool calls of a turn: which are open, which wait for the client (§7, §13.3).</summary>
/// <param name="done">Told of every call that came to its result.</param>
internal sealed class ToolCalls(Session session, SessionEvents events, Action<ToolCall> done)
{
    private readonly List<PendingCall> _pending = [];
    private readonly Dictionary<string, bool> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _open = new(StringComparer.Ordinal);

    public IReadOnlyList<PendingCall> Pending => _pending;

    /// <summary>Plays the calls of one model request. Those that wait for the client do so together, after the others.</summary>
    /// <param name="paused">Called before the session goes idle for them.</param>
    public IEnumerable<Pause> Play(IReadOnlyList<ToolCall> calls, Action paused)
    {
        var waiting = new List<(string EventId, ToolCall Call)>();
        foreach (ToolCall call in calls)
        {
            ToolPolicy policy = PolicyOf(call);
            if (call.Custom || Asks(call, policy))
            {
                waiting.Add((OpenWaiting(call, policy), call));
                continue;
            }
            foreach (Pause pause in policy.Enabled ? PlayJudged(call, policy.Policy) : PlayDisabled(call))
                yield return pause;
        }
        if (waiting.Count == 0)
            yield break;
        paused();
        foreach (Pause pause in WaitForAnswers())
            yield return pause;
        foreach ((string eventId, ToolCall call) in waiting.Where(entry => !entry.Call.Custom))
        {
            if (_answers[eventId])
                yield return new Pause.For(call.Takes);
            Finish(call, eventId, _answers[eventId] ? null : "The call was denied.");
        }
    }

    /// <summary>Waits for calls that a recording left open.</summary>
    public IEnumerable<Pause> WaitForRecorded(IEnumerable<PendingCall> calls)
    {
        _pending.AddRange(calls);
        return _pending.Count == 0 ? [] : WaitForAnswers();
    }

    /// <summary>Records a confirmation or a custom tool's result.</summary>
    public void Answer(string eventId, bool allowed)
    {
        _answers[eventId] = allowed;
        _pending.RemoveAll(call => call.EventId == eventId);
    }

    /// <summary>Answering some of the calls announces the rest again (§13.4).</summary>
    public void Announce() => events.Idle(new JsonObject
    {
        ["type"] = "requires_action",
        ["event_ids"] = new JsonArray([.. _pending.Select(pending => (JsonNode)pending.EventId)]),
    });

    /// <summary>Closes every open call with an error result (§7.5).</summary>
    public void Interrupt()
    {
        foreach ((string eventId, string kind) in _open)
            Close(kind, eventId, "The call was interrupted.", failed: true);
        _open.Clear();
        _pending.Clear();
    }

    private IEnumerable<Pause> WaitForAnswers()
    {
        Announce();
        yield return new Pause.Answers();
        events.Running();
    }

    private IEnumerable<Pause> PlayJudged(ToolCall call, string policy)
    {
        bool denied = policy == "auto" && call.Risky;
        string id = Open(call, denied ? "deny" : "allow", policy == "auto" ? Judgement(denied ? "deny" : "allow", denied ? "high_risk" : null) : Evaluation(policy));
        if (!denied)
            yield return new Pause.For(call.Takes);
        Finish(call, id, denied ? "The call was judged to be a high risk." : null);
    }

    // Not enabled in this session: denied without an evaluation, and no pause (§7.5).
    private IEnumerable<Pause> PlayDisabled(ToolCall call)
    {
        Finish(call, Open(call, "deny", null), $"The tool {call.Name} is not enabled in this session.");
        return [];
    }

    private string OpenWaiting(ToolCall call, ToolPolicy policy)
    {
        string id = call.Custom
            ? events.Append("agent.custom_tool_use", new JsonObject { ["name"] = call.Name, ["input"] = call.Input.DeepClone() })
            : Open(call, "ask", policy is { Enabled: true, Policy: "auto" } ? Judgement("ask", "indeterminate") : Evaluation("always_ask"));
        _pending.Add(new PendingCall(id, Asked: !call.Custom));
        return id;
    }

    private string Open(ToolCall call, string permission, JsonObject? evaluation)
    {
        var fields = new JsonObject { ["name"] = call.Name, ["input"] = call.Input.DeepClone(), ["evaluated_permission"] = permission };
        if (call.McpServer is not null)
            fields["mcp_server_name"] = call.McpServer;
        if (evaluation is not null)
            fields["evaluation"] = evaluation;
        string id = events.Append($"agent.{Kind(call)}_use", fields);
        _open[id] = Kind(call);
        return id;
    }

    private void Finish(ToolCall call, string id, string? refusal)
    {
        Close(Kind(call), id, refusal ?? call.Result, refusal is not null || call.Failed);
        _open.Remove(id);
        if (refusal is null)
            done(call);
    }

    private void Close(string kind, string id, string result, bool failed) => events.Append($"agent.{kind}_result", new JsonObject
    {
        [$"{kind}_use_id"] = id,
        ["content"] = SessionEvents.Blocks(result),
        ["is_error"] = failed,
    });

    private ToolPolicy PolicyOf(ToolCall call) => call.McpServer is { } server
        ? ToolPolicies.ForMcp(session.Agent.Tools, server, call.Name)
        : ToolPolicies.For(session.Agent.Tools, call.Name);

    private static bool Asks(ToolCall call, ToolPolicy policy) => call.AsksAlways || policy is { Enabled: true, Policy: "always_ask" };

    private static JsonObject Evaluation(string type) => new() { ["type"] = type };

    /// <summary>The server's own judgement under the policy <c>auto</c> (§7.1).</summary>
    private static JsonObject Judgement(string permission, string? reason)
    {
        var evaluated = new JsonObject { ["type"] = permission };
        if (reason is not null)
            evaluated["reason_code"] = reason;
        return new JsonObject { ["type"] = "auto", ["evaluated_permission"] = evaluated };
    }

    private static string Kind(ToolCall call) => call.McpServer is null ? "tool" : "mcp_tool";
}
