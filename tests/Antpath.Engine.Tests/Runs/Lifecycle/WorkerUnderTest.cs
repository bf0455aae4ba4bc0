using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Secrets;
using Antpath.Engine.Telemetry;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>One worker process over the engine under test: the real claiming, steps and writes, with a scripted provider and a clock of its own.</summary>
internal sealed class WorkerUnderTest : IAsyncDisposable
{
    private const int StepsMax = 300;

    private static readonly TimeSpan ClaimWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ClaimAgainAfter = TimeSpan.FromMilliseconds(10);

    private readonly ServiceProvider _services;
    private readonly EngineUnderTest _engine;

    public WorkerUnderTest(
        EngineUnderTest engine, ScriptedProvider provider, IOutputStore store, Func<Milestone, ValueTask>? watcher = null,
        Action<WorkerOptions>? configure = null)
    {
        _engine = engine;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Antpath:Installation", "test"), new("Antpath:Worker:Jitter", "0")]).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton(engine.WorkerDatabase);
        services.AddSingleton(engine.Get<ISecretVault>());
        services.AddSingleton(engine.Get<IOptions<PlanOptions>>());
        services.AddSingleton<IAgentProviderFactory>(provider);
        services.AddSingleton<IOutputStore>(store);
        services.AddSingleton(new Milestones(watcher));
        services.AddAntpathLifecycle(configuration);
        if (configure is not null)
            services.Configure(configure);
        _services = services.BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public AntpathMetrics Metrics => _services.GetRequiredService<AntpathMetrics>();

    public RunLeases Leases => _services.GetRequiredService<RunLeases>();

    public StepLoop Loop => _services.GetRequiredService<StepLoop>();

    /// <summary>Claims one run; leases that are held by nobody else of other tests stay out of the way.</summary>
    public async Task<HeldRun> ClaimAsync(RunId run)
    {
        await _engine.ExecuteAsync("update run_leases set next_check_at = 'infinity' where run_id <> $1", run.Value);

        // a claim passes over a row that a writer has locked in this moment, e.g. one whose lease is lost and who finds out; on a busy machine that takes a while
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var leases = await Leases.ClaimAsync("worker-under-test", 10, 20, CancellationToken.None);
            if (leases.SingleOrDefault(l => l.Run == run) is { } lease)
                return new HeldRun(lease);
            var row = await _engine.ScalarAsync<string>("select concat_ws(' ', l, 'now', now()) from run_leases l where run_id = $1", run.Value);
            Assert.True(TimeProvider.System.GetElapsedTime(began) < ClaimWithin, $"{run} cannot be claimed: {row}");
            await Task.Delay(ClaimAgainAfter, TimeProvider.System);
        }
    }

    /// <summary>Steps until the lifecycle is over, moving the clock instead of waiting.</summary>
    public async Task<StepResult> RunToEndAsync(HeldRun held)
    {
        for (var step = 0; step < StepsMax; step++)
        {
            var result = await Loop.StepAsync(held, CancellationToken.None);
            if (result is not StepResult.Again again)
                return result;
            if (again.After == TimeSpan.Zero)
                continue; // no time has passed, so nothing is to be renewed yet
            Time.Advance(again.After);
            if ((await Leases.RenewAsync([held.Lease], CancellationToken.None)).Any(r => r.Hurried))
                held.Hurry();
        }

        throw new InvalidOperationException($"{held.Lease.Run} was not over after {StepsMax} steps, phase {held.Facts?.Phase}");
    }

    /// <summary>Steps until the run is in a phase.</summary>
    public async Task StepUntilAsync(HeldRun held, string phase)
    {
        for (var step = 0; step < StepsMax; step++)
        {
            if (await _engine.ScalarAsync<string>("select phase from runs where id = $1", held.Lease.Run.Value) == phase)
                return;
            if (await Loop.StepAsync(held, CancellationToken.None) is StepResult.Again again)
                Time.Advance(again.After);
            await Leases.RenewAsync([held.Lease], CancellationToken.None);
        }

        throw new InvalidOperationException($"{held.Lease.Run} did not reach {phase}");
    }

    public async Task<StepResult> ClaimAndRunAsync(RunId run) => await RunToEndAsync(await ClaimAsync(run));

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
