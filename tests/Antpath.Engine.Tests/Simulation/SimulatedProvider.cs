using Antpath.Engine.Providers;
using Antpath.Engine.Tests.Runs.Lifecycle;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>
/// The scripted provider with time in it, as awkward as the contract says: a session is idle before it starts (§13.4), its status lags behind its
/// events, new resources and messages show late in lists (§15, §16.2), files appear after the turn (§11.3), a session that just stopped cannot be removed.
/// </summary>
internal sealed class SimulatedProvider
{
    /// <summary>Lists lag less than <c>UnknownOutcomeGrace</c> by the fastest clock: what the engine assumes of the provider.</summary>
    public const double ListLagSecondsMax = 3;

    private const double StartLagSecondsMax = 3;
    private const double StatusLagSecondsMax = 3;
    private const double FileLagSecondsMax = 2;

    private readonly World _world;
    private readonly TimeSpan _skew;
    private readonly Dictionary<string, DateTimeOffset> _createdAt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _listedFrom = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _messageSeenFrom = new(StringComparer.Ordinal);
    private readonly List<(DateTimeOffset At, int Order, string Session, Action Act)> _planned = [];
    private int _order;

    public SimulatedProvider(World world)
    {
        _world = world;
        _skew = TimeSpan.FromSeconds(world.Random.Next(-120, 121));
        Model.OnSession = session =>
        {
            Started.Add(session);
            session.OnMessage = OnMessage;
            session.OnInterrupt = OnInterrupt;
        };
    }

    public ScriptedProvider Model { get; } = new();

    /// <summary>Every session there ever was, removed ones too.</summary>
    public List<ScriptedSession> Started { get; } = [];

    /// <summary>Requests that nobody waits for any more and that may still arrive.</summary>
    public List<Request> OnTheWay { get; } = [];

    /// <summary>Calls of the kind that has trouble.</summary>
    public int RoughCalls { get; set; }

    /// <summary>Runs whose key does not count any more.</summary>
    public HashSet<Guid> Revoked { get; } = [];

    /// <summary>When something happens here by itself, or null.</summary>
    public DateTimeOffset? NextAt => _planned.Count == 0 ? null : _planned.Min(p => p.At);

    /// <summary>A request whose caller is gone arrives later, or never.</summary>
    public void Left(Request request, DateTimeOffset arrivesBy)
    {
        if (request.ArriveAsync is not null && _world.Chance(0.7))
            OnTheWay.Add(request with { ArrivesBy = arrivesBy < request.ArrivesBy ? arrivesBy : request.ArrivesBy });
    }

    /// <summary>Lets everything happen that is due.</summary>
    public void Tick()
    {
        while (_planned.Count > 0)
        {
            var next = _planned.MinBy(p => (p.At, p.Order));
            if (next.At > _world.Now)
                return;
            _planned.Remove(next);
            next.Act();
        }
    }

    public void Created(string id)
    {
        _createdAt[id] = _world.Now + _skew;
        _listedFrom[id] = _world.Now + ListLag();
    }

    /// <summary>What a list shows now of what a search found.</summary>
    public IReadOnlyList<FoundResource> Listed(IReadOnlyList<FoundResource> found, DateTimeOffset since) =>
        [.. found.Where(f => _listedFrom[f.ProviderId] <= _world.Now && _createdAt[f.ProviderId] >= since)
            .Select(f => f with { CreatedAt = _createdAt[f.ProviderId] })];

    public bool ShowsMessage(string session) => _messageSeenFrom.TryGetValue(session, out var from) && from <= _world.Now;

    /// <summary>Often the longest, because that is where an impatient search goes wrong.</summary>
    private TimeSpan ListLag()
    {
        var most = _world.Weather.ListLagSeconds;
        return _world.Chance(0.5) ? TimeSpan.FromSeconds(most) : _world.Within(most);
    }

    private void OnMessage(ScriptedSession session)
    {
        _messageSeenFrom[session.Id] = _world.Now + ListLag();
        var startAt = _world.Now + _world.Within(StartLagSecondsMax);
        Plan(startAt, session, () => session.Add("user.message").Add("session.status_running"));
        var showsAt = startAt + _world.Within(StatusLagSecondsMax);
        Plan(showsAt, session, () => session.Status = "running");
        Plan(showsAt + _world.Within(10), session, () => Report(session));
        var endAt = showsAt + _world.Within(25);
        switch (_world.Random.Next(20))
        {
            case 0: // never ends by itself; the deadline ends it
                return;
            case 1:
                Plan(endAt, session, () => Terminate(session));
                return;
            case 2 or 3:
                Plan(endAt, session, () => Reschedule(session));
                PlanStop(endAt + _world.Within(10), session, "end_turn");
                return;
            case 4:
                PlanStop(endAt, session, "refusal");
                return;
            default:
                PlanStop(endAt, session, "end_turn");
                return;
        }
    }

    private void OnInterrupt(ScriptedSession session)
    {
        if (session.Status != "running" || _world.Chance(0.1))
            return;
        _planned.RemoveAll(p => p.Session == session.Id);
        PlanStop(_world.Now + _world.Within(4), session, "end_turn");
    }

    private void PlanStop(DateTimeOffset at, ScriptedSession session, string reason)
    {
        var files = _world.Random.Next(4);
        Plan(at, session, () =>
        {
            if (session.Status == "terminated")
                return;
            session.Stop(reason);
            session.Status = "running"; // the event is there before the status
        });
        Plan(at + _world.Within(StatusLagSecondsMax), session, () => session.Status = "idle");
        for (var file = 0; file < files; file++)
        {
            var content = new byte[_world.Random.Next(0, 2000)];
            _world.Random.NextBytes(content);
            var name = $"file-{file}.bin";
            Plan(at + _world.Within(FileLagSecondsMax), session, () => Model.Write(session, name, content));
        }
    }

    /// <summary>Usage is reported as the turn goes on, and each report is of all that was used so far.</summary>
    private static void Report(ScriptedSession session)
    {
        if (session.Status != "running")
            return;
        session.Usage = session.Usage with { InputTokens = session.Usage.InputTokens + 40 };
        session.Add("session.usage", usage: session.Usage);
    }

    private static void Terminate(ScriptedSession session)
    {
        session.Add("session.status_terminated");
        session.Status = "terminated";
    }

    private static void Reschedule(ScriptedSession session)
    {
        session.Add("session.status_rescheduled").Add("session.status_running");
        session.Status = "rescheduling";
    }

    private void Plan(DateTimeOffset at, ScriptedSession session, Action act) => _planned.Add((at, _order++, session.Id, act));
}
