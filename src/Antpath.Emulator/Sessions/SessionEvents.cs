using System.Text.Json.Nodes;
using Antpath.Emulator.Organizations;
using Antpath.Emulator.Scenarios;

namespace Antpath.Emulator.Sessions;

/// <summary>Writes a session's events in the documented order and lets the stored status follow (§13.3, §12.6).</summary>
internal sealed class SessionEvents(Session session, Organization organization, EmulatorState emulator)
{
    public string Append(string type, JsonObject? fields = null) => session.Log.Append(type, emulator.Now, fields);

    public void Running()
    {
        session.Usage.Start();
        Append("session.status_running");
        Append("session.thread_status_running", Thread());
        Become(SessionStatus.Running);
    }

    public void Rescheduled()
    {
        session.Usage.Stop();
        Append("session.thread_status_rescheduled", Thread());
        Append("session.status_rescheduled");
        Become(SessionStatus.Rescheduling);
    }

    /// <summary>The three events before and at every idle, in this order: thread, usage, session (§13.3).</summary>
    public void Idle(JsonObject stopReason, JsonObject? stopDetails = null)
    {
        session.Usage.Stop();
        JsonObject thread = Thread();
        thread["stop_reason"] = stopReason.DeepClone();
        thread["stop_details"] = stopDetails?.DeepClone();
        Append("session.thread_status_idle", thread);
        var usage = new JsonObject { ["usage"] = session.Usage.Render() };
        if (session.Budget is { } budget)
            usage["budget"] = budget.Render();
        Append("session.usage", usage);
        Append("session.status_idle", new JsonObject { ["stop_reason"] = stopReason, ["stop_details"] = stopDetails });
        session.EverIdle = true;
        Become(SessionStatus.Idle);
    }

    public void Terminated()
    {
        session.Usage.Stop();
        Append("session.thread_status_terminated", Thread());
        Append("session.status_terminated");
        Become(SessionStatus.Terminated);
    }

    public void Error(Beat.Fails fails)
    {
        var error = new JsonObject { ["type"] = fails.ErrorType, ["message"] = fails.Message, ["retry_status"] = new JsonObject { ["type"] = fails.Retry } };
        if (fails.Members is { } members)
        {
            foreach ((string name, string? value) in members)
                error[name] = value;
        }
        Append("session.error", new JsonObject { ["error"] = error });
    }

    public static JsonArray Blocks(string text) => [new JsonObject { ["type"] = "text", ["text"] = text }];

    /// <summary>The status at once, in the log and in the object: birth as running, archive.</summary>
    public void BecomeNow(SessionStatus status)
    {
        session.StoredChange = ++session.StatusChanges;
        session.LiveStatus = status;
        session.Status = status;
        session.UpdatedAt = emulator.Now;
    }

    private void Become(SessionStatus status)
    {
        session.LiveStatus = status;
        int change = ++session.StatusChanges;
        TimeSpan lag = emulator.Paced(emulator.Options.StatusLag);
        if (lag == TimeSpan.Zero)
            BecomeNow(status);
        else
            emulator.Scheduler.After(lag, () => Store(status, change));
    }

    private void Store(SessionStatus status, int change)
    {
        lock (organization.Gate)
        {
            if (change <= session.StoredChange)
                return;
            session.StoredChange = change;
            session.Status = status;
            session.UpdatedAt = emulator.Now;
        }
    }

    private JsonObject Thread() => new() { ["agent_name"] = session.Agent.Name, ["session_thread_id"] = session.ThreadId };
}
