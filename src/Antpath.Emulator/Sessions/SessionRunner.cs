using Antpath.Emulator.Events;
using Antpath.Emulator.Mcp;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Scenarios;
using Antpath.Emulator.Transport;

namespace Antpath.Emulator.Sessions;

/// <summary>Moves sessions along: takes queued events, plays turns, interrupts them. Everything here happens while holding the organization.</summary>
internal sealed class SessionRunner(EmulatorState emulator, ScenarioCatalog scenarios, McpProber prober, OutputShelf outputs)
{
    private static readonly TimeSpan PickUpDelay = TimeSpan.FromMilliseconds(60);

    /// <summary>Lets an idle session take its next queued event, a moment later: a reply to a send only means "queued" (§13.1).</summary>
    public void Wake(Session session, Organization organization)
    {
        if (session.PickingUp || session.Turn is not null || session.Log.Queued == 0 || session.LiveStatus == SessionStatus.Terminated)
            return;
        session.PickingUp = true;
        emulator.Scheduler.After(emulator.Paced(PickUpDelay), () => PickUp(session, organization));
    }

    /// <summary>Continues a turn whose calls were answered, or announces those that still wait.</summary>
    public void Answered(Session session, Organization organization, Turn turn)
    {
        if (turn.Calls.Pending.Count == 0)
            Advance(session, organization, turn);
        else
            turn.Calls.Announce();
    }

    /// <summary>Continues a turn that waited for its budget.</summary>
    public void Resume(Session session, Organization organization, Turn turn) => Advance(session, organization, turn);

    /// <summary>Interrupts after the configured delay; nothing to do when nothing runs (§13.1).</summary>
    public void Interrupt(Session session, Organization organization, QueuedEvent sent)
    {
        Turn? turn = session.Turn;
        if (turn is null && !session.PickingUp)
            return;
        if (turn is { Pause: Pause.Budget })
            return; // documented as absent at the budget cap (§17.16)
        TimeSpan delay = turn?.Pause is Pause.Answers ? TimeSpan.Zero : emulator.Paced(emulator.Options.InterruptDelay);
        emulator.Scheduler.After(delay, () => EndByInterrupt(session, organization, turn, sent));
    }

    public SessionEvents Events(Session session, Organization organization) => new(session, organization, emulator);

    private void PickUp(Session session, Organization organization)
    {
        lock (organization.Gate)
        {
            session.PickingUp = false;
            if (session.Turn is not null || Gone(session, organization) || session.Log.TakeNext() is not { } input)
                return;
            session.Log.Record(input, emulator.Now);
            if (session.Log.TakeNext("system.message") is { } accompanying)
                session.Log.Record(accompanying, emulator.Now);
            if (input.Type is "user.message" or "user.define_outcome")
                Begin(session, organization, input);
            else
                Wake(session, organization);
        }
    }

    private void Begin(Session session, Organization organization, QueuedEvent input)
    {
        SessionEvents events = Events(session, organization);
        var context = new ScenarioContext(session, organization, input.Text);
        var turn = new Turn(session, events, scenarios.Beats(session, organization, context, input.Text))
        {
            Outcome = input.Type == "user.define_outcome" ? input : null,
        };
        session.TurnsBegun++;
        if (turn.Outcome is { } defined)
            OutcomeJudge.Begin(session, defined);
        events.Running();
        turn.Steps = turn.Play(Prepare(session, organization, events, context)).GetEnumerator();
        session.Turn = turn;
        Advance(session, organization, turn);
    }

    // The session contacts the agent's MCP servers before the model sees their tools.
    private IEnumerable<Pause> Prepare(Session session, Organization organization, SessionEvents events, ScenarioContext context)
    {
        if (!emulator.Options.ContactMcpServers || session.Agent.McpServers.GetArrayLength() == 0)
            yield break;
        Task<IReadOnlyList<McpContact>> probing = prober.ContactAsync(McpTarget.For(session, organization));
        yield return new Pause.Until(probing);
        if (!probing.IsCompletedSuccessfully)
            yield break;
#pragma warning disable MA0042, CA1849 // the task is complete; a coroutine cannot await
        foreach (McpContact contact in probing.Result)
#pragma warning restore MA0042, CA1849
        {
            context.Add(contact);
            if (contact.ErrorType is { } type)
                events.Error(Beat.Fails.AtMcp(type, contact.Message, contact.ServerName));
        }
    }

    private void Advance(Session session, Organization organization, Turn turn)
    {
        while (session.Turn == turn && MoveOn(session, organization, turn))
        {
            turn.Pause = turn.Steps.Current;
            switch (turn.Pause)
            {
                case Pause.For wait:
                    emulator.Scheduler.After(emulator.Paced(wait.Delay), () => AdvanceLater(session, organization, turn));
                    return;
                case Pause.Until { Work.IsCompleted: false } until:
                    _ = until.Work.ContinueWith(_ => AdvanceLater(session, organization, turn), CancellationToken.None,
                        TaskContinuationOptions.RunContinuationsAsynchronously, TaskScheduler.Default);
                    return;
                case Pause.Answers or Pause.Budget:
                    return;
                default:
                    continue;
            }
        }
        if (session.Turn == turn)
            Over(session, organization, turn);
    }

    /// <summary>One step of the coroutine. A scenario that cannot go on ends its session rather than leaving it running for ever.</summary>
    private bool MoveOn(Session session, Organization organization, Turn turn)
    {
        try
        {
            return turn.Steps.MoveNext();
        }
        catch (RefusedException wrong)
        {
            SessionEvents events = Events(session, organization);
            events.Error(new Beat.Fails("unknown_error", wrong.Message, "terminal"));
            events.Terminated();
            return false;
        }
    }

    private void AdvanceLater(Session session, Organization organization, Turn turn)
    {
        lock (organization.Gate)
        {
            if (session.Turn != turn || Gone(session, organization))
                return;
            if (session.Log.Full || emulator.Held.Full) // a scenario that never ends must not fill the memory
                Terminate(session, organization, turn);
            else
                Advance(session, organization, turn);
        }
    }

    private void Terminate(Session session, Organization organization, Turn turn)
    {
        SessionEvents events = Events(session, organization);
        string limit = session.Log.Full ? $"at most {EmulatorLimits.EventsPerSessionMax} events of a session" : "no more than the setting heldBytesMax";
        events.Error(new Beat.Fails("unknown_error", $"the emulator keeps {limit}", "terminal"));
        events.Terminated();
        Over(session, organization, turn);
    }

    private void EndByInterrupt(Session session, Organization organization, Turn? turn, QueuedEvent sent)
    {
        lock (organization.Gate)
        {
            if (session.Turn is not { } current || Gone(session, organization) || (turn is not null && turn != current))
                return;
            session.Log.Record(sent, emulator.Now);
            current.Interrupt();
            Over(session, organization, current);
        }
    }

    private void Over(Session session, Organization organization, Turn turn)
    {
        session.Turn = null;
        turn.Steps.Dispose();
        if (turn.Outcome is { } defined)
            OutcomeJudge.Settle(session, defined, "failed"); // unless it came to another end before
        Wake(session, organization);
        outputs.Publish(session, organization, turn);
    }

    private static bool Gone(Session session, Organization organization) =>
        session.ArchivedAt is not null || !organization.Sessions.TryGet(session.Id, out _);
}
