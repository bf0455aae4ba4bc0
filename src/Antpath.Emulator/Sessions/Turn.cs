using System.Text.Json.Nodes;
using Antpath.Emulator.Events;
using Antpath.Emulator.Scenarios;
using Antpath.Emulator.Snapshots;

namespace Antpath.Emulator.Sessions;

/// <summary>
/// Plays one turn of a session: a coroutine that writes events and says how long to stand still in between.
/// It advances only while the organization is held.
/// </summary>
internal sealed class Turn
{
    private readonly Session _session;
    private readonly SessionEvents _events;
    private readonly IEnumerable<Beat> _beats;
    private readonly Replay _replay;
    private readonly RequestSpan _span;
    private readonly List<OutputFile> _outputs = [];

    public Turn(Session session, SessionEvents events, IEnumerable<Beat> beats)
    {
        (_session, _events, _beats) = (session, events, beats);
        _replay = new Replay(session, events);
        _span = new RequestSpan(session, events);
        Calls = new ToolCalls(session, events, Done);
    }

    public ToolCalls Calls { get; }

    /// <summary>Files written so far; they are listed some time after the turn (§11.3).</summary>
    public IReadOnlyList<OutputFile> Outputs => _outputs;

    /// <summary>How much later than usual; null for never.</summary>
    public TimeSpan? OutputsLateBy { get; private set; } = TimeSpan.Zero;

    /// <summary>The coroutine, once it has started.</summary>
    public IEnumerator<Pause> Steps { get; set; } = Enumerable.Empty<Pause>().GetEnumerator();

    /// <summary>The pause it stands at.</summary>
    public Pause? Pause { get; set; }

    /// <summary>What the client defined to be reached, if this turn works on an outcome.</summary>
    public QueuedEvent? Outcome { get; init; }

    public IEnumerable<Pause> Play(IEnumerable<Pause> preparation)
    {
        foreach (Pause pause in preparation)
            yield return pause;
        foreach (Beat beat in _beats)
        {
            foreach (Pause pause in PlayBeat(beat))
                yield return pause;
            if (beat is Beat.Stops { Reason: not "budget_reached" } or Beat.Terminates or Beat.Fails { Retry: "exhausted" })
                yield break;
            if (beat is not Beat.Stops && _session.OverBudget) // checked between model requests (§14)
            {
                foreach (Pause pause in WaitForBudget())
                    yield return pause;
            }
        }
        if (Outcome is { } defined)
        {
            foreach (Pause pause in OutcomeJudge.Judge(_session, _events, defined))
                yield return pause;
        }
        _events.Idle(new JsonObject { ["type"] = "end_turn" });
    }

    /// <summary>Ends the turn at the client's wish: open calls fail, the reason is <c>end_turn</c> (§13.4).</summary>
    public void Interrupt()
    {
        Calls.Interrupt();
        _span.End(ModelUsage.None, isError: true);
        _events.Idle(new JsonObject { ["type"] = "end_turn" });
        if (Outcome is { } defined)
            OutcomeJudge.Settle(_session, defined, "interrupted");
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
            case Beat.Bare bare:
                _events.Append(bare.Type);
                return [];
            case Beat.Recorded recorded:
                _replay.Append(recorded);
                return [];
            case Beat.Awaits awaits:
                return Calls.WaitForRecorded(_replay.Pending(awaits.EventIds));
            case Beat.Becomes becomes:
                Become(becomes);
                return [];
            case Beat.Leaves leaves:
                _outputs.AddRange(leaves.Files);
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
                _events.Terminated();
                return [];
        }
    }

    private IEnumerable<Pause> PlayRequest(Beat.Request request)
    {
        _span.Begin();
        yield return new Pause.For(request.Thinks);
        _events.Append("agent.thinking");
        if (request.Says is not null)
            _events.Append("agent.message", new JsonObject { ["content"] = SessionEvents.Blocks(request.Says) });
        foreach (Pause pause in Calls.Play(request.Calls, _span.EndAtPause))
            yield return pause;
        _span.End(_span.UsageOf(request), isError: false);
    }

    private IEnumerable<Pause> WaitForBudget()
    {
        _span.End(ModelUsage.None, isError: false);
        _events.Idle(new JsonObject { ["type"] = "budget_reached" });
        yield return new Pause.Budget();
        _events.Running();
    }

    private IEnumerable<Pause> PlayReschedule(Beat.Reschedules reschedules)
    {
        _events.Rescheduled();
        yield return new Pause.For(reschedules.For);
        _events.Running();
    }

    private void Become(Beat.Becomes becomes)
    {
        if (becomes.Rescheduling)
            _events.Rescheduled();
        else
            _events.Running();
    }

    private void PlayFailure(Beat.Fails fails)
    {
        _events.Error(fails);
        if (fails.Retry != "exhausted")
            return;
        foreach (QueuedEvent lost in _session.Log.FlushQueue().Where(sent => sent.Type == "user.define_outcome")) // §13.5
            OutcomeJudge.Settle(_session, lost, "failed");
        _events.Idle(new JsonObject { ["type"] = "retries_exhausted" });
    }

    private void PlayStop(Beat.Stops stops)
    {
        JsonObject? details = stops.Reason == "refusal"
            ? new JsonObject { ["type"] = "refusal", ["category"] = stops.RefusalCategory, ["explanation"] = "The emulator's refusal scenario declined the request." }
            : null;
        _events.Idle(new JsonObject { ["type"] = stops.Reason }, details);
    }

    private void Done(ToolCall call)
    {
        if (call is { Name: "web_search", Failed: false })
            _session.Usage.AddSearch();
        if (call is { Name: "web_fetch", Failed: false })
            _session.Usage.AddFetch();
        _outputs.AddRange(call.Writes);
    }
}
