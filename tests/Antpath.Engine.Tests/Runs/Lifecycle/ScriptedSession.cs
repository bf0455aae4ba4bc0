using Antpath.Engine.Providers;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>A session of the scripted provider, as a test arranges it.</summary>
internal sealed class ScriptedSession(string id, SessionStart start)
{
    private int _events;

    public string Id => id;

    public SessionStart Start => start;

    public string Status { get; set; } = "idle";

    public bool Archived { get; set; }

    public string? AgentVersion { get; set; } = start.Agent.Version;

    public List<string> ToolsThatCouldAsk { get; } = [];

    public ProviderUsage Usage { get; set; } = new();

    public List<ProviderEvent> Events { get; } = [];

    public List<SessionFile> Files { get; } = [];

    public int Messages { get; set; }

    public int Interrupts { get; set; }

    /// <summary>What happens when the first message arrives. Default: the turn runs to its end at once.</summary>
    public Action<ScriptedSession> OnMessage { get; set; } = s => s.Finish();

    /// <summary>What an interrupt does. Default: the turn ends.</summary>
    public Action<ScriptedSession> OnInterrupt { get; set; } = s =>
    {
        if (s.Status == "running")
            s.Stop("end_turn");
    };

    public ScriptedSession Add(string type, string? stopReason = null, string? permission = null, ProviderUsage? usage = null)
    {
        _events++;
        Events.Add(new ProviderEvent
        {
            Id = $"{id}-event-{_events}",
            Type = type,
            ProcessedAt = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(_events / 2), // two events share each instant
            StopReason = stopReason,
            EvaluatedPermission = permission,
            Usage = usage,
            Summary = new Dictionary<string, object>(StringComparer.Ordinal) { ["number"] = _events },
        });
        return this;
    }

    public void Run()
    {
        Status = "running";
        Add("user.message").Add("session.status_running");
    }

    public void Stop(string stopReason)
    {
        Usage = Usage with { InputTokens = Usage.InputTokens + 100, OutputTokens = Usage.OutputTokens + 10, ListCostCents = Usage.ListCostCents + 3 };
        Add("session.usage", usage: Usage).Add("session.status_idle", stopReason);
        Status = "idle";
    }

    public void Finish()
    {
        Run();
        Add("agent.message");
        Stop("end_turn");
    }
}
