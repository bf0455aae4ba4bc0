using System.Text.Json;
using System.Text.Json.Nodes;
using Antpath.Emulator.Models;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Scenarios;
using Antpath.Emulator.Sessions;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Events;

/// <summary>Takes sent events: the whole request is checked, then all of it is applied (§13.1).</summary>
internal sealed class EventInbox(SessionRunner runner, EmulatorState emulator, ScenarioCatalog scenarios)
{
    public IReadOnlyList<QueuedEvent> Read(IReadOnlyList<JsonElement> items, string path, Session session, Organization organization)
    {
        var read = new List<QueuedEvent>(items.Count);
        var answered = new HashSet<string>(StringComparer.Ordinal);
        var content = new ContentRules(organization, emulator.Now);
        foreach (JsonElement item in items)
        {
            JsonFields fields = JsonFields.Of(item, $"{path}.{read.Count}");
            QueuedEvent sent = ReadOne(fields, session, content, answered, read.LastOrDefault());
            fields.RefuseUnknown();
            read.Add(sent);
        }
        if (read.FindIndex(sent => sent.Type == "system.message") is >= 0 and var system && system != read.Count - 1)
            throw RefusedException.Invalid($"{path}: system.message must be last");
        int outcomes = read.Count(sent => sent.Type == "user.define_outcome") + session.Outcomes.Count(outcome => outcome.Active);
        return outcomes <= 1 ? read : throw RefusedException.Invalid($"{path}: at most one outcome is active at a time");
    }

    /// <summary>Applies events that were read, in order. What answers a pending call is processed at once, the rest is queued.</summary>
    public void Accept(Session session, Organization organization, IReadOnlyList<QueuedEvent> events)
    {
        bool answered = false;
        foreach (QueuedEvent sent in events)
        {
            switch (sent.Type)
            {
                case "user.interrupt":
                    runner.Interrupt(session, organization, sent);
                    break;
                case "user.tool_confirmation":
                    Answer(session, sent, (string)sent.Body["tool_use_id"]!, (string)sent.Body["result"]! == "allow");
                    answered = true;
                    break;
                case "user.custom_tool_result":
                    Answer(session, sent, (string)sent.Body["custom_tool_use_id"]!, allowed: true);
                    answered = true;
                    break;
                default:
                    session.Log.Enqueue(sent);
                    if (sent.Type == "user.define_outcome")
                        session.Outcomes.Add(new OutcomeEvaluation((string)sent.Body["outcome_id"]!, (string)sent.Body["description"]!, 1, "pending", null, null));
                    break;
            }
        }
        if (answered && session.Turn is { } turn)
            runner.Answered(session, organization, turn);
        runner.Wake(session, organization);
    }

    private void Answer(Session session, QueuedEvent sent, string callId, bool allowed)
    {
        session.Log.Record(sent, emulator.Now);
        session.Turn?.Calls.Answer(callId, allowed);
    }

    private QueuedEvent ReadOne(JsonFields fields, Session session, ContentRules blocks, HashSet<string> answered, QueuedEvent? previous)
    {
        string type = fields.RequiredText("type", 1, 64);
        switch (type)
        {
            case "user.message":
                RefuseInput(fields, session);
                (JsonArray content, string text) = blocks.Read(fields, "content", required: true);
                scenarios.Check(text);
                return New(type, new JsonObject { ["content"] = content }, text);
            case "user.define_outcome":
                RefuseInput(fields, session);
                return ReadOutcome(fields, blocks);
            case "user.interrupt":
                CheckThread(fields, session);
                bool idle = session.Turn is null && !session.PickingUp;
                return New(type, [], "") with { Id = idle ? "" : emulator.Ids.Next("sevt_") }; // an ignored one may echo an empty id (§13.1)
            case "user.tool_confirmation":
                return ReadConfirmation(fields, session, answered);
            case "user.custom_tool_result":
                return ReadCustomResult(fields, session, blocks, answered);
            case "system.message":
                return ReadSystemMessage(fields, session, blocks, previous);
            default:
                throw fields.Wrong("type", type == "user.tool_result" ? "is for self-hosted environments only" : "is not an event that can be sent");
        }
    }

    private QueuedEvent ReadSystemMessage(JsonFields fields, Session session, ContentRules blocks, QueuedEvent? previous)
    {
        if (previous?.Type is not ("user.message" or "user.custom_tool_result"))
            throw fields.Wrong("type", "system.message must directly follow the message or tool result it accompanies");
        if (!ModelCatalog.Find(session.Agent.ModelId)!.TakesSystemMessages)
            throw fields.Wrong("type", "the session's model takes no system.message", "model_does_not_support_mid_conversation_system");
        return New("system.message", new JsonObject { ["content"] = blocks.ReadTexts(fields, "content") }, "");
    }

    private QueuedEvent ReadOutcome(JsonFields fields, ContentRules blocks)
    {
        string description = fields.RequiredText("description", 1, 262_144);
        JsonFields rubric = fields.RequiredChild("rubric");
        if (rubric.RequiredOneOf("type", "text", "file") == "text")
            rubric.RequiredText("content", 1, 262_144);
        else
            blocks.CheckFile(rubric);
        rubric.RefuseUnknown();
        long iterations = fields.Number("max_iterations", 1, 20) ?? 3;
        return New("user.define_outcome", new JsonObject
        {
            ["description"] = description,
            ["rubric"] = JsonText.Node(rubric.Element),
            ["max_iterations"] = iterations,
            ["outcome_id"] = emulator.Ids.Next("outc_"),
        }, description) with { ProcessedAt = emulator.Now };
    }

    private QueuedEvent ReadConfirmation(JsonFields fields, Session session, HashSet<string> answered)
    {
        CheckThread(fields, session);
        string callId = fields.RequiredText("tool_use_id", 1, 256);
        string result = fields.RequiredOneOf("result", "allow", "deny");
        string? message = fields.Text("deny_message", 0, 10_000);
        if (message is not null && result == "allow")
            throw fields.Wrong("deny_message", "only together with deny");
        CheckPending(fields, "tool_use_id", session, callId, asked: true, answered);
        var body = new JsonObject { ["tool_use_id"] = callId, ["result"] = result };
        if (message is not null)
            body["deny_message"] = message;
        return New("user.tool_confirmation", body, "");
    }

    private QueuedEvent ReadCustomResult(JsonFields fields, Session session, ContentRules blocks, HashSet<string> answered)
    {
        CheckThread(fields, session);
        string callId = fields.RequiredText("custom_tool_use_id", 1, 256);
        bool failed = fields.Flag("is_error") ?? false;
        JsonArray content = blocks.Read(fields, "content", required: false).Content;
        CheckPending(fields, "custom_tool_use_id", session, callId, asked: false, answered);
        return New("user.custom_tool_result", new JsonObject { ["custom_tool_use_id"] = callId, ["content"] = content, ["is_error"] = failed }, "")
            with { ProcessedAt = emulator.Now };
    }

    private QueuedEvent New(string type, JsonObject body, string text) => new(emulator.Ids.Next("sevt_"), type, body, text);

    private static void CheckPending(JsonFields fields, string name, Session session, string callId, bool asked, HashSet<string> answered)
    {
        bool pending = session.Turn is { Pause: Pause.Answers } turn && turn.Calls.Pending.Any(call => call.EventId == callId && call.Asked == asked);
        if (!pending || !answered.Add(callId))
            throw fields.Wrong(name, "is not a call that waits for this answer"); // §7.5
    }

    private static void CheckThread(JsonFields fields, Session session)
    {
        if (fields.Text("session_thread_id", 1, 256) is { } thread && thread != session.ThreadId)
            throw fields.Wrong("session_thread_id", "is not a thread of this session");
    }

    private static void RefuseInput(JsonFields fields, Session session)
    {
        if (session.Turn is { Pause: Pause.Answers }) // §18.3
            throw fields.Wrong("type", "cannot be sent while the session waits for an answer to a tool call");
        if (session.Turn is { Pause: Pause.Budget } || session.OverBudget)
            throw fields.Wrong("type", "cannot be sent at the budget cap; raise the budget first");
    }
}
