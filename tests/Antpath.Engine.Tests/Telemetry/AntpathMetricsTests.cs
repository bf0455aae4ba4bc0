using System.Text;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Engine.Runs.Submission;
using Antpath.Engine.Telemetry;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Engine.Tests.Runs.Lifecycle;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Antpath.Engine.Tests.Telemetry;

public sealed class AntpathMetricsTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private readonly LifecycleBench _bench = new(database);

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_run_is_counted_from_its_submission_to_the_end_of_its_clean_up()
    {
        _bench.Provider.OnSession = s => s.OnMessage = session =>
        {
            session.Finish();
            _bench.Provider.Write(session, "report.md", Encoding.UTF8.GetBytes("# Report"));
        };
        using var taken = new Measurements(_bench.Engine.Get<AntpathMetrics>());
        var (_, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        using var done = new Measurements(worker.Metrics);

        Assert.IsType<StepResult.Over>(await worker.ClaimAndRunAsync(run));

        Assert.Equal(1, taken.Sums["antpath.runs.submitted"]);
        Assert.Equal(1, done.Sums["antpath.runs.finished{status=succeeded}"]);
        Assert.Equal(1, done.Counts["antpath.runs.wait"]);
        Assert.True(done.Sums["antpath.runs.wait"] > 0, "the run did not wait at all");
        Assert.Equal(1, done.Sums["antpath.runs.claimed"]);
        Assert.Equal(2, done.Sums["antpath.outputs.captured"]); // the file and the manifest
        Assert.Equal(8 + Assert.Single(_bench.Manifests).Length, done.Sums["antpath.outputs.bytes"]);
        Assert.True(done.Sums["antpath.cleanup.attempts{result=succeeded}"] >= 3, "agent, environment and session were not all removed");
        Assert.Equal(1, done.Sums["antpath.cleanup.finished{result=succeeded}"]);
        Assert.Equal(1, done.Counts["antpath.step.duration{phase=queued,result=again}"]);
        Assert.Equal(1, done.Counts["antpath.step.duration{phase=cleaning_up,result=over}"]);
    }

    [Fact]
    public async Task What_goes_wrong_is_counted_by_what_it_is()
    {
        using var taken = new Measurements(_bench.Engine.Get<AntpathMetrics>());
        var principal = await _bench.Engine.NewPrincipalAsync();
        await _bench.Engine.SubmitAsync(principal, key: "k");
        var second = await _bench.Engine.Get<RunSubmissions>().SubmitAsync(principal, Submissions.Simple("other"), "k", CancellationToken.None);
        Assert.IsType<SubmitResult.KeyReused>(second);
        _bench.Engine.Get<SweepFindings>().Repaired("counters", "drift", 3);

        Assert.Equal(1, taken.Sums["antpath.runs.refused{reason=key_reused}"]);
        Assert.Equal(3, taken.Sums["antpath.sweep.findings{sweep=counters,finding=drift}"]);
    }

    [Fact]
    public async Task Requests_that_a_limit_holds_back_are_counted_by_the_limit()
    {
        await using var engine = new EngineUnderTest(
            database.ConnectionString, settings: [("ANTPATH_LIMIT_LINK_PER_MINUTE", "1"), ("ANTPATH_LIMIT_LINK_BURST", "1")]);
        using var taken = new Measurements(engine.Get<AntpathMetrics>());
        var principal = await engine.NewPrincipalAsync();

        var first = await engine.Get<RateLimiter>().TakeAsync(RateLimitKind.Link, principal.Workspace, CancellationToken.None);
        var second = await engine.Get<RateLimiter>().TakeAsync(RateLimitKind.Link, principal.Workspace, CancellationToken.None);

        Assert.Equal((true, false), (first.Granted, second.Granted));
        Assert.Equal(1, taken.Sums["antpath.limits.hit{limit=link}"]);
    }

    [Fact]
    public async Task A_lost_lease_is_counted_once()
    {
        var (_, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker();
        using var done = new Measurements(worker.Metrics);
        var held = await worker.ClaimAsync(run);
        held.Lease.Lose();

        Assert.IsType<StepResult.LeaseLost>(await worker.Loop.StepAsync(held, CancellationToken.None));

        Assert.Equal(1, done.Sums["antpath.leases.lost"]);
        Assert.Equal(1, done.Counts["antpath.step.duration{phase=unread,result=lease_lost}"]);
    }

    [Fact]
    public async Task A_step_that_breaks_is_told_from_one_that_this_process_interrupts()
    {
        var (_, run) = await _bench.SubmitAsync();
        await using var worker = _bench.Worker(watcher: _ => throw new InvalidOperationException("broken on purpose"));
        using var done = new Measurements(worker.Metrics);
        var held = await worker.ClaimAsync(run);

        await Assert.ThrowsAsync<InvalidOperationException>(() => worker.Loop.StepAsync(held, CancellationToken.None));
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => worker.Loop.StepAsync(held, stopped.Token));

        Assert.Equal(1, done.Counts["antpath.step.duration{phase=queued,result=broken}"]);
        Assert.Equal(1, done.Counts["antpath.step.duration{phase=unread,result=interrupted}"]);
    }

    [Fact]
    public async Task The_queue_is_seen_and_rather_not_at_all_than_as_it_was()
    {
        await _bench.SubmitAsync();
        var metrics = _bench.Engine.WorkerGet<AntpathMetrics>();
        using var seen = new Measurements(metrics);
        using var watch = Watch(_bench.Engine.WorkerDatabase, metrics);
        seen.Observe();
        Assert.Empty(seen.Sums); // nobody has looked

        await watch.LookAsync(CancellationToken.None);
        seen.Observe();

        Assert.True(seen.Sums["antpath.runs.waiting"] >= 1, "the run that waits was not seen");
        Assert.True(seen.Sums["antpath.runs.oldest_wait"] > 0, "it has waited for a while");
        Assert.Equal(1, seen.Counts["antpath.cleanup.waiting"]);

        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        using var gone = Watch(nowhere, metrics);
        await gone.LookAsync(CancellationToken.None);
        seen.Observe();
        Assert.Equal(1, seen.Counts["antpath.runs.waiting"]);
    }

    [Fact]
    public void Every_instrument_has_its_line_in_the_table_and_every_line_an_instrument()
    {
        using var metrics = new AntpathMetrics();
        var instruments = new List<string>();
        using var listener = new System.Diagnostics.Metrics.MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (ReferenceEquals(instrument.Meter, metrics.Meter))
                    instruments.Add($"{instrument.Name} {instrument.Unit} {instrument.Description}");
            },
        };
        listener.Start();

        Assert.Equal(MetricTable.All.Select(m => $"{m.Name} {m.Unit} {m.Meaning}").Order(StringComparer.Ordinal), instruments.Order(StringComparer.Ordinal));
    }

    private static QueueWatch Watch(NpgsqlDataSource database, AntpathMetrics metrics) =>
        new(database, metrics, TimeSpan.FromMinutes(1), TimeProvider.System, NullLogger<QueueWatch>.Instance);
}
