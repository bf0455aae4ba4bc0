using Antpath.Engine.Runs.Submission;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tests.Runs.Lifecycle;
using Antpath.Ids;
using Antpath.Submission;
using Npgsql;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>Everything one seed plays with, and the ways in which it moves. One event happens at a time, and after each the invariants are checked.</summary>
internal sealed class Stage
{
    private static readonly IReadOnlyList<SubmittedRun> Kinds =
    [
        Submissions.Simple(durationSeconds: 60), Submissions.Simple(durationSeconds: 600), Submissions.Simple(durationSeconds: 180, cleanup: "retain"),
        CrashSubmission.WithEverything(durationSeconds: 180),
    ];

    private readonly SimulatedLane _lane;
    private readonly WorkerSurroundings _surroundings;
    private readonly NpgsqlCommand _rows;
    private readonly int[] _lives;
    private readonly List<RunId> _runs = [];
    private readonly int _toSubmit;
    private bool _wrote = true;

    private Stage(SimulatedLane lane, World world, Principal principal, WorkerSurroundings surroundings, InvariantCheck check, NpgsqlCommand rows)
    {
        (_lane, World, Principal, _surroundings, Check, _rows) = (lane, world, principal, surroundings, check, rows);
        Workers = new SimulatedWorker?[world.Random.Next(2, SimulatedLane.WorkersMax + 1)];
        _lives = new int[Workers.Length];
        _toSubmit = world.Random.Next(1, 5);
    }

    public World World { get; }

    public EngineUnderTest Engine => _lane.Engine;

    public Principal Principal { get; }

    public InvariantCheck Check { get; }

    public SimulatedProvider Provider => _surroundings.Provider;

    /// <summary>Null where a worker is dead.</summary>
    public SimulatedWorker?[] Workers { get; }

    public IReadOnlyList<RunId> Runs => _runs;

    public bool MoreToSubmit => _runs.Count < _toSubmit;

    public int Events { get; private set; }

    public static async Task<Stage> SetAsync(SimulatedLane lane, int seed, Mutation mutation)
    {
        // all a worker may write about a run
        const string Rows = """
            select concat_ws('|', r.*::text,
                (select string_agg(a::text, '|' order by a.id) from run_attempts a where a.run_id = r.id),
                (select string_agg(p::text, '|' order by p.id) from provider_resources p where p.run_id = r.id),
                (select string_agg(o::text, '|' order by o.id) from output_objects o where o.run_id = r.id),
                (select count(*)::text from usage_ledger u where u.run_id = r.id))
            from runs r
            where r.workspace_id = $1 and r.id = $2
            """;
        var world = new World(seed);
        await lane.BeginAsync(world);
        var principal = await lane.Engine.NewPrincipalAsync();
        var workspace = new NpgsqlParameter<Guid> { TypedValue = principal.Workspace.Value };
        var (provider, store) = (new SimulatedProvider(world), new SimulatedStore(world));
        var check = await InvariantCheck.OpenAsync(lane, world, provider, store, principal.Workspace.Value);
        var surroundings = new WorkerSurroundings
        {
            Provider = provider, Store = store, Witness = await CallWitness.OpenAsync(lane, world, check), Mutation = mutation,
        };
        var rows = await lane.PrepareAsync(Rows, workspace, new NpgsqlParameter<Guid>());
        return new Stage(lane, world, principal, surroundings, check, rows);
    }

    /// <summary>One event.</summary>
    public async Task HappenAsync(string name, Func<Task> act)
    {
        Events++;
        World.Tell(name);
        await act();
        await AfterAsync();
    }

    public async Task AfterAsync()
    {
        Provider.Tick();
        await Check.AfterEventAsync(_wrote);
        _wrote = true;
        foreach (var worker in Workers)
        {
            if (worker is not { Frozen: false })
                continue;
            worker.Time.Fire();
            worker.StartDue();
        }
    }

    public void StartWorker(int slot)
    {
        _lives[slot]++;
        _lane.Paths[slot].Reset();
        Workers[slot] = new SimulatedWorker(World, _lane, slot, $"w{slot + 1}.{_lives[slot]}", _surroundings);
    }

    /// <summary>The process is gone, and nothing of it runs on. Requests of it that had left may still arrive.</summary>
    public void Kill(int slot, SimulatedWorker worker)
    {
        foreach (var request in worker.Activities.Select(a => a.InFlight).OfType<Request>())
            Provider.Left(request, request.ArrivesBy);
        worker.Path.Reset();
        Workers[slot] = null;
    }

    /// <summary>A request arrives whose caller is gone.</summary>
    public async Task ArriveAsync(Request request)
    {
        Provider.OnTheWay.Remove(request);
        await request.ArriveAsync!();
        _wrote = false;
    }

    public void Revoke(RunId run) => Provider.Revoked.Add(run.Value);

    /// <summary>A run is submitted, and now and then again under its key, as by a client that missed the answer.</summary>
    public async Task SubmitAsync()
    {
        var kind = Kinds[World.Random.Next(Kinds.Count)];
        var key = $"key-{_runs.Count}";
        var run = await Engine.SubmitAsync(Principal, key, kind);
        _runs.Add(run);
        World.Name(run.Value, $"r{_runs.Count}");
        if (!World.Chance(0.3))
            return;
        var again = await Engine.Get<RunSubmissions>().SubmitAsync(Principal, kind, key, CancellationToken.None);
        if (again is not SubmitResult.Replayed replayed || replayed.View.Id != run)
            World.Break(Invariants.KeyNamesOneRun, $"{again.GetType().Name}");
    }

    /// <summary>A worker's step or sweep goes on to its next gate.</summary>
    public async Task AdvanceAsync(SimulatedWorker worker, Activity activity)
    {
        _wrote = activity.InFlight is null; // the effect of a call is the provider's
        await GuardedAsync([activity], () => worker.AdvanceAsync(activity));
    }

    /// <summary>Steps of one worker go on side by side.</summary>
    public Task AdvanceAsync(SimulatedWorker worker, IReadOnlyList<Activity> together) => GuardedAsync(together, () => worker.AdvanceTogetherAsync(together));

    /// <summary>Time passes until something is due by itself.</summary>
    public Task AdvanceToTimerAsync()
    {
        var timers = Workers.OfType<SimulatedWorker>().Where(w => !w.Frozen)
            .SelectMany(w => new[] { w.Held.Count > 0 ? w.RenewAt : null, w.StepAt, w.Time.NextAt })
            .Append(Check.DueAt).Append(Provider.NextAt);
        return AdvanceAsync((timers.Where(t => t > World.Now).Min() ?? World.Now + TimeSpan.FromSeconds(1)) - World.Now);
    }

    /// <summary>Time passes; requests that would be on their way for too long arrive first, those of frozen workers too.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        foreach (var worker in Workers.OfType<SimulatedWorker>())
        {
            foreach (var activity in worker.Activities.Where(a => World.Now + by > a.InFlight?.ArrivesBy).ToList())
                await AdvanceAsync(worker, activity);
        }

        foreach (var request in Provider.OnTheWay.Where(r => World.Now + by > r.ArrivesBy).ToList())
            await ArriveAsync(request);
        World.Advance(by);
        await _lane.SetClockAsync(World.Now);
        _wrote = false;
    }

    /// <summary>
    /// Whoever has no lease leaves the rows of its run as they are. Of two steps of one run side by side, one that lost the run and one of the worker's
    /// new claim, the second may write: then nothing is said of the first.
    /// </summary>
    private async Task GuardedAsync(IReadOnlyList<Activity> activities, Func<Task> act)
    {
        var before = new List<(Activity Activity, string Point, string? Rows)>();
        var held = activities.Where(activity => activity.Run is not null && Check.Holds(activity) == true).Select(activity => activity.Run!.Value).ToHashSet();
        foreach (var activity in activities)
        {
            if (activity.Run is { } run && !held.Contains(run) && Check.Holds(activity) != true)
                before.Add((activity, activity.Point, await RowsAsync(run)));
        }

        await act();
        foreach (var (activity, point, rows) in before)
        {
            if (rows != await RowsAsync(activity.Run!.Value))
                World.Break(Invariants.NoWriteWithoutLease, $"{activity.Name} after {point}");
        }
    }

    private async Task<string?> RowsAsync(Guid run)
    {
        _rows.Parameters[1].Value = run;
        return await _rows.ExecuteScalarAsync() as string;
    }
}
