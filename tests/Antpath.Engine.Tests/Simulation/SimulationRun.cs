using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Deletion;
using Antpath.Engine.Runs.Submission;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tests.Runs.Lifecycle;
using Antpath.Ids;
using Antpath.Submission;
using Npgsql;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>
/// One seed. 1: a storm, in which the seed picks event after event: a worker's next gate, a timer, a user's wish, a fault. 2: everything heals, and time
/// runs on until nothing is left to do. 3: the last checks. The invariants are checked after every event of 1 and 2.
/// </summary>
internal sealed class SimulationRun
{
    private const int StormEvents = 220;
    private const int CalmRoundsMax = 1500;

    /// <summary>A request reaches its end within this time or never: less than the lease's margin, which is there to cover it.</summary>
    private static readonly TimeSpan FlightMax = TimeSpan.FromSeconds(3);

    private static readonly IReadOnlyList<SubmittedRun> Kinds =
    [
        Submissions.Simple(durationSeconds: 60), Submissions.Simple(durationSeconds: 180), Submissions.Simple(durationSeconds: 180, cleanup: "retain"),
        CrashSubmission.WithEverything(durationSeconds: 180),
    ];

    private readonly World _world;
    private readonly SimulatedLane _lane;
    private readonly WorkerSurroundings _surroundings;
    private readonly Principal _principal;
    private readonly InvariantCheck _check;
    private readonly List<RunId> _runs;
    private readonly SimulatedWorker?[] _workers;
    private readonly int[] _lives;
    private readonly NpgsqlCommand _rows;
    private int _toSubmit;
    private int _events;
    private bool _wrote = true;

    private SimulationRun(
        World world, SimulatedLane lane, WorkerSurroundings surroundings, Principal principal, InvariantCheck check, List<RunId> runs, NpgsqlCommand rows)
    {
        (_world, _lane, _surroundings, _principal, _check, _runs, _rows) = (world, lane, surroundings, principal, check, runs, rows);
        _workers = new SimulatedWorker?[world.Random.Next(2, SimulatedLane.WorkersMax + 1)];
        _lives = new int[_workers.Length];
        _toSubmit = world.Random.Next(1, 5);
    }

    public static async Task<SimulationResult> PlayAsync(SimulatedLane lane, int seed, Mutation mutation = Mutation.None)
    {
        var world = new World(seed);
        lane.World = world;
        foreach (var path in lane.Paths)
            path.Reset();
        await lane.SetClockAsync(world.Now);
        var principal = await lane.Engine.NewPrincipalAsync();
        var provider = new SimulatedProvider(world);
        var store = new SimulatedStore(world);
        var runs = new List<RunId>();
        var surroundings = new WorkerSurroundings
        {
            Provider = provider, Store = store, Witness = await CallWitness.OpenAsync(lane, world), Mutation = mutation,
            NameOf = id => $"r{runs.FindIndex(r => r.Value == id) + 1}",
        };
        var check = await InvariantCheck.OpenAsync(lane, world, provider, store, principal.Workspace.Value);
        var rows = await lane.PrepareAsync(RowsSql, new NpgsqlParameter<Guid>());
        var run = new SimulationRun(world, lane, surroundings, principal, check, runs, rows);
        await run.PlayAsync();
        return new SimulationResult(seed, world.Broken, run._events, world.Log);
    }

    /// <summary>All a worker may write about a run.</summary>
    private const string RowsSql = """
        select concat_ws('|', r.*::text,
            (select string_agg(a::text, '|' order by a.id) from run_attempts a where a.run_id = r.id),
            (select string_agg(p::text, '|' order by p.id) from provider_resources p where p.run_id = r.id),
            (select string_agg(o::text, '|' order by o.id) from output_objects o where o.run_id = r.id),
            (select count(*)::text from usage_ledger u where u.run_id = r.id))
        from runs r
        where r.id = $1
        """;

    private async Task PlayAsync()
    {
        for (var slot = 0; slot < _workers.Length; slot++)
            StartWorker(slot);
        await SubmitAsync();
        for (var i = 0; i < StormEvents && _world.Broken is null; i++)
            await HappenAsync(Pick());
        await HealAsync();
        for (var round = 0; _world.Broken is null && !await RoundAsync(); round++)
        {
            if (round == CalmRoundsMax)
                _world.Break(Invariants.Ends, $"not over after {round} quiet rounds");
        }

        if (_world.Broken is null)
            await _check.AtTheEndAsync(_lane);
        foreach (var worker in _workers)
            await (worker?.DisposeAsync() ?? default);
    }

    private async Task HappenAsync((string Name, Func<Task> Act) happening)
    {
        _events++;
        _world.Tell(happening.Name);
        await happening.Act();
        await AfterAsync();
    }

    private async Task AfterAsync()
    {
        _surroundings.Provider.Tick();
        await _check.AfterEventAsync(_wrote);
        _wrote = true;
        foreach (var worker in _workers)
        {
            if (worker is { Frozen: false })
                worker.StartDue();
        }
    }

    /// <summary>The seed's choice among everything that could happen now.</summary>
    private (string Name, Func<Task> Act) Pick()
    {
        var choices = new List<(double Weight, string Name, Func<Task> Act)>();
        for (var slot = 0; slot < _workers.Length; slot++)
        {
            if (_workers[slot] is { } worker)
                OfferWorker(choices, slot, worker);
            else
                choices.Add((1, $"worker {slot + 1} starts again", Done(slot, StartWorker)));
        }

        OfferUsers(choices);
        var idle = choices.Sum(c => c.Weight) < 10;
        choices.Add((idle ? 20 : 2, "time goes on to the next timer", () => AdvanceToTimerAsync()));
        choices.Add((1, "time goes on", () => AdvanceAsync(_world.Within(4))));
        choices.Add((0.3, "a long time goes on", () => AdvanceAsync(_world.Within(45))));

        var draw = _world.Random.NextDouble() * choices.Sum(c => c.Weight);
        foreach (var (weight, name, act) in choices)
        {
            draw -= weight;
            if (draw <= 0)
                return (name, act);
        }

        return (choices[^1].Name, choices[^1].Act);
    }

    private void OfferWorker(List<(double Weight, string Name, Func<Task> Act)> choices, int slot, SimulatedWorker worker)
    {
        var name = worker.Name;
        choices.Add((0.3, $"{name} dies", () => KillAsync(slot, worker)));
        if (worker.Frozen)
        {
            choices.Add((0.6, $"{name} goes on", Done(worker, w => w.Frozen = false)));
            return;
        }

        foreach (var activity in worker.Activities)
            choices.Add((8, $"{activity.Name}: {activity.Point}", () => AdvanceAsync(worker, activity)));
        if (_check.DueAt <= _world.Now)
            choices.Add((3, $"{name} claims", worker.ClaimAsync));
        if (worker.RenewAt <= _world.Now && worker.Held.Count > 0)
            choices.Add((6, $"{name} renews", worker.RenewAsync));
        if (worker.SweepAt <= _world.Now)
            choices.Add((1, $"{name} sweeps", Done(worker, w => w.StartSweeps())));
        choices.Add((0.3, $"{name} is woken for nothing", worker.WakeAsync));
        choices.Add((0.25, $"{name} freezes", Done(worker, w => w.Frozen = true)));
        choices.Add(worker.Path.IsCut
            ? (1, $"{name} reaches the database again", Done(worker, w => w.Path.Mend()))
            : (0.15, $"{name} loses the database", Done(worker, w => w.Path.Cut())));
        choices.Add(worker.Provider.Unreachable
            ? (1, $"{name} reaches the provider again", Done(worker, w => w.Provider.Unreachable = false))
            : (0.15, $"{name} loses the provider", Done(worker, w => w.Provider.Unreachable = true)));
        choices.Add((0.3, $"{name} will miss an answer to a commit", Done(worker, w => w.Path.LosesNextAnswer = true)));
    }

    private void OfferUsers(List<(double Weight, string Name, Func<Task> Act)> choices)
    {
        if (_runs.Count < _toSubmit)
            choices.Add((1.5, "a run is submitted", SubmitAsync));
        foreach (var run in _runs)
        {
            choices.Add((0.05, $"{_surroundings.NameOf(run.Value)} is cancelled", () => _lane.Engine.Get<RunCancellation>().CancelAsync(_principal, run, CancellationToken.None)));
            choices.Add((0.03, $"{_surroundings.NameOf(run.Value)} is deleted", () => _lane.Engine.Get<RunDeletion>().DeleteAsync(_principal, run, CancellationToken.None)));
        }
    }

    private void StartWorker(int slot)
    {
        _lives[slot]++;
        _lane.Paths[slot].Reset();
        _workers[slot] = new SimulatedWorker(_world, _lane, slot, $"w{slot + 1}.{_lives[slot]}", _surroundings);
    }

    /// <summary>A run is submitted, and now and then again under its key, as by a client that missed the answer.</summary>
    private async Task SubmitAsync()
    {
        var kind = Kinds[_world.Random.Next(Kinds.Count)];
        var key = $"key-{_runs.Count}";
        var run = await _lane.Engine.SubmitAsync(_principal, key, kind);
        _runs.Add(run);
        if (!_world.Chance(0.3))
            return;
        var again = await _lane.Engine.Get<RunSubmissions>().SubmitAsync(_principal, kind, key, CancellationToken.None);
        if (again is not SubmitResult.Replayed replayed || replayed.View.Id != run)
            _world.Break("a key names one run", $"{again}");
    }

    /// <summary>Requests of the dead process that had left may still arrive.</summary>
    private async Task KillAsync(int slot, SimulatedWorker worker)
    {
        foreach (var activity in worker.Activities.Where(a => a.InFlight).ToList())
        {
            if (_world.Chance(0.5))
                await worker.AdvanceAsync(activity);
        }

        worker.Path.Reset();
        _workers[slot] = null;
    }

    private async Task AdvanceAsync(SimulatedWorker worker, Activity activity)
    {
        var before = activity.Run is { } run && !await _surroundings.Witness.HoldsAsync(run, activity.LeaseToken!.Value) ? await RowsAsync(run) : null;
        _wrote = !activity.InFlight; // a call's effect is the provider's
        await worker.AdvanceAsync(activity);
        if (before is not null && before != await RowsAsync(activity.Run!.Value))
            _world.Break(Invariants.NoWriteWithoutLease, $"{activity.Name} before {activity.Point}");
    }

    private async Task<string?> RowsAsync(Guid run)
    {
        _rows.Parameters[0].Value = run;
        return await _rows.ExecuteScalarAsync() as string;
    }

    private Task AdvanceToTimerAsync()
    {
        var timers = _workers.OfType<SimulatedWorker>().Where(w => !w.Frozen)
            .SelectMany(w => new[] { w.Held.Count > 0 ? w.RenewAt : null, w.StepAt })
            .Append(_check.DueAt).Append(_surroundings.Provider.NextAt);
        return AdvanceAsync((timers.Where(t => t > _world.Now).Min() ?? _world.Now + TimeSpan.FromSeconds(1)) - _world.Now);
    }

    /// <summary>Time passes; requests that would be on their way for too long arrive first, those of frozen workers too.</summary>
    private async Task AdvanceAsync(TimeSpan by)
    {
        foreach (var worker in _workers.OfType<SimulatedWorker>())
        {
            // these have an effect at the provider and write nothing of ours
            foreach (var activity in worker.Activities.Where(a => a.InFlight && _world.Now + by > a.StoppedAt + FlightMax).ToList())
                await AdvanceAsync(worker, activity);
        }

        _world.Advance(by);
        await _lane.SetClockAsync(_world.Now);
        _wrote = false;
    }

    private async Task HealAsync()
    {
        _world.Tell("everything heals");
        _world.Stormy = false;
        for (var slot = 0; slot < _workers.Length; slot++)
        {
            if (_workers[slot] is null)
                StartWorker(slot);
            var worker = _workers[slot]!;
            (worker.Frozen, worker.Provider.Unreachable) = (false, false);
            worker.Path.Reset();
        }

        await AfterAsync();
    }

    /// <summary>Everything that is due happens once; when nothing is, time goes on to what is next.</summary>
    /// <returns>Whether nothing is left to do.</returns>
    private async Task<bool> RoundAsync()
    {
        var acted = false;
        foreach (var worker in _workers.OfType<SimulatedWorker>())
        {
            foreach (var activity in worker.Activities.ToList())
            {
                acted = true;
                await HappenAsync(($"{activity.Name}: {activity.Point}", () => AdvanceAsync(worker, activity)));
            }

            if (worker.RenewAt <= _world.Now && worker.Held.Count > 0)
                await HappenAsync(($"{worker.Name} renews", worker.RenewAsync));
        }

        if (acted)
            return false;
        if (_runs.Count < _toSubmit)
        {
            await HappenAsync(("a run is submitted", SubmitAsync));
            return false;
        }

        return await WaitAsync(_check.DueAt);
    }

    private async Task<bool> WaitAsync(DateTimeOffset? dueAt)
    {
        var worker = _workers[_world.Random.Next(_workers.Length)]!;
        if (dueAt <= _world.Now)
        {
            await HappenAsync(($"{worker.Name} claims", worker.ClaimAsync));
            if (worker.Activities.Count > 0)
                return false;
        }
        else if (dueAt is null)
        {
            return await PurgeAsync(worker);
        }

        var timers = _workers.SelectMany(w => new[] { w!.Held.Count > 0 ? w.RenewAt : null, w.StepAt }).Append(dueAt).Append(_surroundings.Provider.NextAt);
        var next = timers.Where(t => t > _world.Now).Min() ?? _world.Now + TimeSpan.FromSeconds(1);
        await HappenAsync(("time goes on", () => AdvanceAsync(next - _world.Now)));
        return false;
    }

    /// <summary>All lifecycles are over; what is left is to carry out deletions.</summary>
    private async Task<bool> PurgeAsync(SimulatedWorker worker)
    {
        if (worker.SweepAt > _world.Now)
            await HappenAsync(("time goes on", () => AdvanceAsync(worker.SweepAt - _world.Now)));
        await HappenAsync(($"{worker.Name} sweeps", Done(worker, w => w.StartSweeps())));
        while (worker.Activities.Count > 0)
            await HappenAsync(($"{worker.Activities[0].Name}: {worker.Activities[0].Point}", () => AdvanceAsync(worker, worker.Activities[0])));
        return true;
    }

    private static Func<Task> Done<T>(T on, Action<T> act) => () =>
    {
        act(on);
        return Task.CompletedTask;
    };
}
