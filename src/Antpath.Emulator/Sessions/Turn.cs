using System.Text.Json.Nodes;
using Antpath.Emulator.Agents;
using Antpath.Emulator.Events;
using Antpath.Emulator.Scenarios;
using Antpath.Emulator.Snapshots;

namespace Antpath.Emulator.Sessions;

/// <summary>
/// Plays one turn of a session: a coroutine that writes events and says how long to stand still in between.
/// It advances only while the organization is held.
/// </summary>
internal sealed class Turn(Session session, SessionEvents events, IEnumerable<Beat> beats)
{
    private readonly List<PendingCall> _pending = [];
    private readonly Dictionary<string, bool> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _openCalls = new(StringComparer.Ordinal);
    private readonly Replay _replay = new();
    private readonly RequestSpan _span = new(session, events);

    /// <summary>Files written so far; they are listed some time after the turn (§11.3).</summary>
    public List<OutputFile> Outputs { get; } = [];

    public TimeSpan OutputsLateBy { get; private set; }

    /// <summary>The coroutine, once it has started.</summary>
    public IEnumerator<Pause> Steps { get; set; } = Enumerable.Empty<Pause>().GetEnumerator();

    /// <summary>The pause it stands at.</summary>
    public Pause? Pause { get; set; }

    public IReadOnlyList<PendingCall> Pending => _pending;

    /// <summary>What the client defined to be reached, if this turn works on an outcome.</summary>
    public QueuedEvent? Outcome { get; init; }

    public IEnumerable<Pause> Play(IEnumerable<Pause> preparation)
    {
        foreach (Pause pause in preparation)
            yield return pause;
        foreach (Beat beat in beats)
        {
            foreach (Pause pause in PlayBeat(beat))
                yield return pause;
            if (beat is Beat.Stops { Reason: not "budget_reached" } or Beat.Terminates or Beat.Fails { Retry: "exhausted" })
                yield break;
            if (beat is not Beat.Stops && session.OverBudget) // checked between model requests (§14)
            {
                foreach (Pause pause in WaitForBudget())
                    yield return pause;
            }
        }
        if (Outcome is { } defined)
            OutcomeJudge.Approve(session, events, defined);
        events.Idle(new JsonObject { ["type"] = "end_turn" });
    }

    /// <summary>Records a confirmation or a custom tool's result.</summary>
    /// <returns>Whether nothing else is pending.</returns>
    public bool Answer(string eventId, bool allowed)
    {
        _answers[eventId] = allowed;
        _pending.RemoveAll(call => call.EventId == eventId);
        return _pending.Count == 0;
    }

    /// <summary>Ends the turn at the client's wish: open calls fail, the reason is <c>end_turn</c> (§13.4).</summary>
    public void Interrupt()
    {
        foreach ((string eventId, string kind) in _openCalls)
            CloseCall(kind, eventId, "The call was interrupted.", failed: true);
        _openCalls.Clear();
        _pending.Clear();
        _span.End(ModelUsage.None, isError: true);
        events.Idle(new JsonObject { ["type"] = "end_turn" });
    }

    private IEnumerable<Pause> PlayBeat(Beat beat)
    {
        switch (beat)
        {
            case Beat.Request request:
                return PlayRequest(request);
            case Beat.Wait wait:
                return [new Pause.For(wait.For)];
            case Beat.Reschedules reschedules:
                return PlayReschedule(reschedules);
            case Beat.OutputsLate late:
                OutputsLateBy = late.By;
                return [];
            case Beat.Unknown unknown:
                events.Append(unknown.Type);
                return [];
            case Beat.Recorded recorded:
                _replay.Append(recorded, events);
                return [];
            case Beat.Becomes becomes:
                Become(becomes);
                return [];
            case Beat.Leaves leaves:
                Outputs.AddRange(leaves.Files);
                return [];
            case Beat.Fails fails:
                PlayFailure(fails);
                return [];
            case Beat.Stops { Reason: "budget_reached" }:
                return WaitForBudget();
            case Beat.Stops stops:
                PlayStop(stops);
                return [];
            default: // Terminates
                events.Terminated();
                return [];
        }
    }

    private IEnumerable<Pause> PlayRequest(Beat.Request request)
    {
        _span.Begin();
        yield return new Pause.For(request.Thinks);
        events.Append("agent.thinking");
        if (request.Says is not null)
            events.Append("agent.message", new JsonObject { ["content"] = Blocks(request.Says) });
        foreach (ToolCall call in request.Calls)
        {
            foreach (Pause pause in PlayCall(call))
                yield return pause;
        }
        _span.End(_span.UsageOf(request), isError: false);
    }

    private IEnumerable<Pause> PlayCall(ToolCall call)
    {
        if (call.Custom)
            return PlayCustomCall(call);
        ToolPolicy policy = call.McpServer is { } server
            ? ToolPolicies.ForMcp(session.Agent.Tools, server, call.Name)
            : ToolPolicies.For(session.Agent.Tools, call.Name);
        return (policy, call.AsksAlways) switch
        {
            ({ Enabled: false }, false) => PlayDenied(call),
            ({ Policy: "always_ask" }, _) or (_, true) => PlayAsked(call),
            _ => PlayAllowed(call, policy.Policy),
        };
    }

    private IEnumerable<Pause> PlayAllowed(ToolCall call, string policy)
    {
        JsonObject evaluation = policy == "auto"
            ? new JsonObject { ["type"] = "auto", ["evaluated_permission"] = new JsonObject { ["type"] = "allow" } }
            : new JsonObject { ["type"] = "always_allow" };
        string id = OpenCall(call, "allow", evaluation);
        yield return new Pause.For(call.Takes);
        Finish(call, id);
    }

    // Not enabled in this session: denied without an evaluation, and no pause (§7.5).
    private IEnumerable<Pause> PlayDenied(ToolCall call)
    {
        string id = OpenCall(call, "deny", null);
        CloseCall(Kind(call), id, $"The tool {call.Name} is not enabled in this session.", failed: true);
        _openCalls.Remove(id);
        return [];
    }

    private IEnumerable<Pause> PlayAsked(ToolCall call)
    {
        string id = OpenCall(call, "ask", new JsonObject { ["type"] = "always_ask" });
        foreach (Pause pause in WaitForAnswers(new PendingCall(id, call, Asked: true)))
            yield return pause;
        if (_answers[id])
        {
            yield return new Pause.For(call.Takes);
            Finish(call, id);
        }
        else
        {
            CloseCall(Kind(call), id, "The call was denied.", failed: true);
            _openCalls.Remove(id);
        }
    }

    private IEnumerable<Pause> PlayCustomCall(ToolCall call)
    {
        string id = events.Append("agent.custom_tool_use", new JsonObject { ["name"] = call.Name, ["input"] = call.Input.DeepClone() });
        return WaitForAnswers(new PendingCall(id, call, Asked: false));
    }

    private IEnumerable<Pause> WaitForAnswers(PendingCall call)
    {
        _pending.Add(call);
        _span.EndAtPause();
        events.Idle(new JsonObject { ["type"] = "requires_action", ["event_ids"] = new JsonArray([.. _pending.Select(pending => (JsonNode)pending.EventId)]) });
        yield return new Pause.Answers();
        events.Running();
    }

    private IEnumerable<Pause> WaitForBudget()
    {
        _span.End(ModelUsage.None, isError: false);
        events.Idle(new JsonObject { ["type"] = "budget_reached" });
        yield return new Pause.Budget();
        events.Running();
    }

    private IEnumerable<Pause> PlayReschedule(Beat.Reschedules reschedules)
    {
        events.Rescheduled();
        yield return new Pause.For(reschedules.For);
        events.Running();
    }

    private void Become(Beat.Becomes becomes)
    {
        if (becomes.Rescheduling)
            events.Rescheduled();
        else
            events.Running();
    }

    private void PlayFailure(Beat.Fails fails)
    {
        events.Error(fails.ErrorType, fails.Message, fails.Retry, fails.McpServerName);
        if (fails.Retry != "exhausted")
            return;
        session.Log.FlushQueue(); // §13.5
        events.Idle(new JsonObject { ["type"] = "retries_exhausted" });
    }

    private void PlayStop(Beat.Stops stops)
    {
        JsonObject? details = stops.Reason == "refusal"
            ? new JsonObject { ["type"] = "refusal", ["category"] = stops.RefusalCategory, ["explanation"] = "The emulator's refusal scenario declined the request." }
            : null;
        events.Idle(new JsonObject { ["type"] = stops.Reason }, details);
    }

    private string OpenCall(ToolCall call, string permission, JsonObject? evaluation)
    {
        var fields = new JsonObject { ["name"] = call.Name, ["input"] = call.Input.DeepClone(), ["evaluated_permission"] = permission };
        if (call.McpServer is not null)
            fields["mcp_server_name"] = call.McpServer;
        if (evaluation is not null)
            fields["evaluation"] = evaluation;
        string id = events.Append($"agent.{Kind(call)}_use", fields);
        _openCalls[id] = Kind(call);
        return id;
    }

    private void Finish(ToolCall call, string id)
    {
        CloseCall(Kind(call), id, call.Result, call.Failed);
        _openCalls.Remove(id);
        if (call is { Name: "web_search", Failed: false })
            session.Usage.AddSearch();
        Outputs.AddRange(call.Writes);
    }

    private void CloseCall(string kind, string id, string result, bool failed) => events.Append($"agent.{kind}_result", new JsonObject
    {
        [$"{kind}_use_id"] = id,
        ["content"] = Blocks(result),
        ["is_error"] = failed,
    });

    private static string Kind(ToolCall call) => call.McpServer is null ? "tool" : "mcp_tool";

    private static JsonArray Blocks(string text) => [new JsonObject { ["type"] = "text", ["text"] = text }];
}
