using Antpath.Engine.Configuration;
using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Engine.Telemetry;
using Antpath.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>One worker process: the worker's own claiming, stepping, renewing and sweeping, each turn taken when the seed says so.</summary>
internal sealed class SimulatedWorker : IAsyncDisposable
{
    private const double Jitter = 0.2;
    private const double SlowestClock = 1.06;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);
    private const int LooksMax = 10_000_000;

    private readonly World _world;
    private readonly ServiceProvider _services;

    public SimulatedWorker(World world, SimulatedLane lane, int slot, string name, WorkerSurroundings surroundings)
    {
        (_world, Path, Name) = (world, lane.Paths[slot], name);
        Provider = new GatedProvider(world, surroundings.Provider, surroundings.Witness, surroundings.Mutation);
        Time = new SimulatedTime(() => world, AnySkew(), 0.95 + 0.1 * world.Random.NextDouble());
        var services = Compose(lane, Time, surroundings);
        services.AddLogging(logging => logging.AddProvider(world.Warnings));
        services.AddSingleton(Path.DataSource);
        services.AddSingleton<IAgentProviderFactory>(Provider);
        if (surroundings.Mutation == Mutation.LeaseTrustedForEver)
        {
            services.AddSingleton(p => new RunLeases(
                Path.DataSource, p.GetRequiredService<IOptions<WorkerOptions>>().Value, new SimulatedTime(() => world, TimeSpan.Zero, 1, stopped: true),
                p.GetRequiredService<AntpathMetrics>()));
        }

        services.AddSingleton(new WaitTimes(Jitter, new ActivityRandom()));
        _services = services.BuildServiceProvider();
    }

    public string Name { get; }

    public DatabasePath Path { get; }

    public GatedProvider Provider { get; }

    public SimulatedTime Time { get; }

    /// <summary>Stopped by the machine: it neither works nor knows it.</summary>
    public bool Frozen { get; set; }

    public List<Activity> Activities { get; } = [];

    public DateTimeOffset RenewAt { get; private set; }

    public DateTimeOffset SweepAt { get; private set; }

    public HeldRuns Held => Get<HeldRuns>();

    /// <summary>When its next step is due, at the latest.</summary>
    public DateTimeOffset? StepAt { get; private set; }

    /// <summary>Somebody sets its wall clock.</summary>
    public void SetClock() => Time.Skew = AnySkew();

    public Task ClaimAsync() => Get<ClaimLoop>().ClaimAsync(CancellationToken.None);

    public Task RenewAsync()
    {
        RenewAt = _world.Now + TimeSpan.FromSeconds(6);
        return Get<LeaseRenewer>().RenewAsync();
    }

    /// <summary>What a wake-up does: a look for hurried runs, and a claim.</summary>
    public async Task WakeAsync()
    {
        await Get<LeaseRenewer>().LookAsync();
        await ClaimAsync();
    }

    /// <summary>Begins the steps that are due; they wait at their first gate.</summary>
    public void StartDue()
    {
        var due = new List<HeldRun>();
        TimeSpan? nextIn;
        while ((Held.TakeHurried(out nextIn) ?? Held.TakeDue(out nextIn)) is { } run)
            due.Add(run);
        StepAt = nextIn is null ? null : _world.Now + nextIn.Value * SlowestClock + TimeSpan.FromMilliseconds(1);
        foreach (var run in due.OrderBy(r => _world.NameOf(r.Lease.Run.Value), StringComparer.Ordinal))
        {
            var step = Get<StepDispatcher>();
            Activities.Add(new Activity(
                $"{Name} {_world.NameOf(run.Lease.Run.Value)}", run.Lease.Run.Value, run.Lease.Token, _world, () => step.StepAsync(run, CancellationToken.None)));
        }
    }

    /// <summary>Begins one of the sweeps.</summary>
    public void StartSweep()
    {
        SweepAt = _world.Now + SweepEvery;
        var sweeps = _services.GetServices<ISweep>().ToList();
        Start(sweeps[_world.Random.Next(sweeps.Count)]);
    }

    /// <summary>Begins every sweep that is not under way.</summary>
    public void StartSweeps()
    {
        foreach (var sweep in _services.GetServices<ISweep>())
            Start(sweep);
    }

    public async Task AdvanceAsync(Activity activity)
    {
        await activity.AdvanceAsync();
        if (activity.Ended)
            Activities.Remove(activity);
    }

    /// <summary>
    /// Several steps go on side by side and meet in the batched writer: while the transaction of the first is held up, the commits of the others gather,
    /// and they share the next one.
    /// </summary>
    public async Task AdvanceTogetherAsync(IReadOnlyList<Activity> together)
    {
        var writer = Get<StepWriter>();
        var waiting = 0;
        Path.HoldConnections();
        foreach (var activity in together)
        {
            activity.LetOn();
            for (var looks = 0; !activity.Rests && !(Path.HoldsOne && writer.Waiting >= waiting); looks++)
            {
                if (looks == LooksMax)
                    throw new InvalidOperationException($"{activity.Name} neither commits nor rests after {activity.Point}.");
                await Task.Yield();
            }

            if (!activity.Rests)
                waiting++;
        }

        Path.LetConnections();
        foreach (var activity in together)
        {
            await activity.UntilItRestsAsync();
            if (activity.Ended)
                Activities.Remove(activity);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private void Start(ISweep sweep)
    {
        var name = $"{Name} {sweep.Name}";
        if (Activities.All(a => a.Name != name))
            Activities.Add(new Activity(name, null, null, _world, () => Get<SweepRunner>().SweepAsync(sweep, CancellationToken.None)));
    }

    private TimeSpan AnySkew() => TimeSpan.FromSeconds(_world.Random.Next(-60, 61));

    private static ServiceCollection Compose(SimulatedLane lane, TimeProvider time, WorkerSurroundings surroundings)
    {
        var variables = new Dictionary<string, string?>(lane.Engine.Variables, StringComparer.Ordinal)
        {
            ["ANTPATH_INSTALLATION"] = "simulation",
            // looks at other runs' rows while they are being written: what it sees is not the seed's to decide
            ["ANTPATH_SWEEP_STRAYS_EVERY"] = "00:00:00",
        };
        foreach (var (name, value) in Settings)
            variables[$"ANTPATH_WORKER_{name}"] = value;
        if (surroundings.Mutation == Mutation.NoGrace)
            variables["ANTPATH_WORKER_UNKNOWN_OUTCOME_GRACE"] = "00:00:00";
        var configuration = new ConfigurationBuilder().AddAntpathEnvironment(variables).Build();
        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddSingleton(new Milestones(ReachedAsync));
        services.AddAntpathEngine(configuration);
        services.AddAntpathWorker(configuration);
        services.AddSingleton<IOutputStore>(surroundings.Store);
        return services;
    }

    /// <summary>Inside a transaction nobody stops: others would wait for its locks, and nothing runs beside them here.</summary>
    private static ValueTask ReachedAsync(Milestone milestone) =>
        Activity.Current is { } activity && milestone.Moment != Moment.BeforeCommit
            ? new ValueTask(activity.StopAsync($"{milestone.Step} {milestone.Subject} {milestone.Moment}"))
            : default;

    private static readonly (string Name, string Value)[] Settings =
    [
        ("NAME", "simulated"), ("CALLS_PER_RUN", "1"), ("START_SPREAD", "00:00:00"), ("CLEANUP_RETRY_WAIT_MAX", "00:00:20"),
        ("STEP_RETRY_MAX", "00:00:10"), ("CAPTURE_OUTAGE_MAX", "00:02:00"), ("SETTLE_QUIET", "00:00:03"),
    ];

    private T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();
}
