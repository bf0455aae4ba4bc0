using Antpath.Engine.Database;
using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Telemetry;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Antpath.Engine.Tests.Runs.Claiming;

public sealed class RunLeasesTests(TestServer server) : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly WorkerOptions _options = new();
    private TestDatabase? _database;
    private EngineUnderTest? _engine;

    private EngineUnderTest Engine => _engine!;

    private RunLeases Leases => new(Engine.WorkerDatabase, _options, _time, Engine.WorkerGet<AntpathMetrics>());

    // claims cross workspaces, so each test has a database of its own
    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _engine = new EngineUnderTest(_database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_run_has_one_holder_however_many_workers_ask()
    {
        var principal = await Engine.NewPrincipalAsync();
        var runs = await SubmitAsync(principal, 30);

        var claims = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => Leases.ClaimAsync($"w{n}", 10, 100, CancellationToken.None)));
        var rest = await Leases.ClaimAsync("last", 100, 100, CancellationToken.None);

        Assert.Equal(runs.Order(), claims.SelectMany(c => c).Concat(rest).Select(l => l.Run.Value).Order());
    }

    [Fact]
    public async Task A_workspace_is_claimed_for_only_up_to_its_free_slots()
    {
        var principal = await Engine.NewPrincipalAsync();
        await SubmitAsync(principal, 8);
        await Engine.ExecuteAsync("update workspaces set active_runs_max = 5 where id = $1", principal.Workspace.Value);
        await Engine.ExecuteAsync("update workspace_counters set active_runs = 2 where workspace_id = $1", principal.Workspace.Value);

        Assert.Equal(3, (await Leases.ClaimAsync("w", 100, 100, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task A_full_workspace_does_not_stand_in_the_way_of_others()
    {
        var full = await Engine.NewPrincipalAsync();
        await SubmitAsync(full, 50);
        await Engine.ExecuteAsync("update workspaces set active_runs_max = 0 where id = $1", full.Workspace.Value);
        var other = await Engine.NewPrincipalAsync();
        var expected = await SubmitAsync(other, 1);

        var claimed = await Leases.ClaimAsync("w", 2, 100, CancellationToken.None);

        Assert.Equal(expected, claimed.Select(l => l.Run.Value));
    }

    [Fact]
    public async Task Workspaces_take_turns_and_inside_a_workspace_priority_decides()
    {
        var busy = await Engine.NewPrincipalAsync();
        await SubmitAsync(busy, 20);
        var urgent = await Engine.SubmitAsync(busy, run: Submissions.Simple(priority: 10));
        var small = await Engine.NewPrincipalAsync();
        var only = await Engine.SubmitAsync(small);

        var claimed = await Leases.ClaimAsync("w", 3, 100, CancellationToken.None);

        Assert.Contains(urgent, claimed.Select(l => l.Run));
        Assert.Contains(only, claimed.Select(l => l.Run));
    }

    [Fact]
    public async Task A_point_of_priority_is_worth_a_minute_of_waiting_and_no_more()
    {
        var principal = await Engine.NewPrincipalAsync();
        var urgent = await Engine.SubmitAsync(principal, run: Submissions.Simple(priority: 10));
        var old = await Engine.SubmitAsync(principal, run: Submissions.Simple(priority: -5));
        await Engine.ExecuteAsync("update run_leases set rank_at = rank_at - interval '14 minutes' where run_id = $1", old.Value);

        Assert.Equal(urgent, Assert.Single(await Leases.ClaimAsync("w", 1, 100, CancellationToken.None)).Run);
        var later = await Engine.SubmitAsync(principal, run: Submissions.Simple(priority: 10));
        await Engine.ExecuteAsync("update run_leases set rank_at = rank_at - interval '2 minutes' where run_id = $1", old.Value);

        Assert.Equal([old, later], (IEnumerable<RunId>)[
            Assert.Single(await Leases.ClaimAsync("w", 1, 100, CancellationToken.None)).Run,
            Assert.Single(await Leases.ClaimAsync("w", 1, 100, CancellationToken.None)).Run]);
    }

    [Fact]
    public async Task An_old_run_of_low_priority_is_claimed_while_a_stream_of_urgent_ones_keeps_coming()
    {
        var principal = await Engine.NewPrincipalAsync();
        var old = await Engine.SubmitAsync(principal, run: Submissions.Simple(priority: -100));
        var claimed = new List<RunId>();

        // each round stands for twenty minutes in which an urgent run comes and one is claimed: the most it may wait is the difference in priority
        for (var minute = 0; minute <= 200 && !claimed.Contains(old); minute += 20)
        {
            await Engine.SubmitAsync(principal, run: Submissions.Simple(priority: 100));
            claimed.Add(Assert.Single(await Leases.ClaimAsync("w", 1, 1000, CancellationToken.None)).Run);
            await Engine.ExecuteAsync("update run_leases set rank_at = rank_at - interval '20 minutes'");
        }

        Assert.Contains(old, claimed);
    }

    [Fact]
    public async Task A_workspace_that_calls_everything_urgent_takes_turns_with_the_others()
    {
        var loud = await Engine.NewPrincipalAsync();
        for (var n = 0; n < 6; n++)
            await Engine.SubmitAsync(loud, run: Submissions.Simple(priority: 100));
        var quiet = await Engine.SubmitAsync(await Engine.NewPrincipalAsync(), run: Submissions.Simple(priority: -100));

        var claimed = await Leases.ClaimAsync("w", 2, 100, CancellationToken.None);

        Assert.Contains(quiet, claimed.Select(l => l.Run));
    }

    [Fact]
    public async Task A_wall_clock_that_ran_on_while_the_machine_slept_ends_the_trust_although_the_steady_clock_stood_still()
    {
        await Engine.SubmitAsync(await Engine.NewPrincipalAsync());
        var sleeper = new SuspendedTime();
        var leases = new RunLeases(Engine.WorkerDatabase, _options, sleeper, Engine.WorkerGet<AntpathMetrics>());
        var lease = Assert.Single(await leases.ClaimAsync("w", 10, 100, CancellationToken.None));
        Assert.True(lease.Held);

        sleeper.Slept = TimeSpan.FromMinutes(1);
        Assert.False(lease.Held);
        sleeper.Slept = -TimeSpan.FromMinutes(1);

        Assert.True(lease.Held); // a clock set back says nothing
    }

    [Fact]
    public async Task Claims_stay_countable_however_often_a_run_is_claimed()
    {
        var run = await Engine.SubmitAsync(await Engine.NewPrincipalAsync());
        await Engine.ExecuteAsync("update run_leases set claim_count = 32767 where run_id = $1", run.Value);

        Assert.Equal(run, Assert.Single(await Leases.ClaimAsync("w", 10, 100, CancellationToken.None)).Run);
    }

    [Fact]
    public async Task An_expired_lease_is_anybodys_and_its_old_holder_is_told_at_the_next_renewal()
    {
        var run = await Engine.SubmitAsync(await Engine.NewPrincipalAsync());
        var first = Assert.Single(await Leases.ClaimAsync("first", 10, 100, CancellationToken.None));
        Assert.Empty(await Leases.ClaimAsync("second", 10, 100, CancellationToken.None));
        await ExpireAsync(run);

        var second = Assert.Single(await Leases.ClaimAsync("second", 10, 100, CancellationToken.None));
        var renewed = await Leases.RenewAsync([first], CancellationToken.None);

        Assert.Empty(renewed);
        Assert.False(first.Held);
        Assert.True(second.Held);
        Assert.Equal(2, second.ClaimCount);
        Assert.NotEqual(first.Token, second.Token);
    }

    [Fact]
    public async Task An_expired_lease_cannot_be_renewed_even_when_nobody_else_took_it()
    {
        var run = await Engine.SubmitAsync(await Engine.NewPrincipalAsync());
        var lease = Assert.Single(await Leases.ClaimAsync("w", 10, 100, CancellationToken.None));
        await ExpireAsync(run);

        Assert.Empty(await Leases.RenewAsync([lease], CancellationToken.None));
        Assert.False(lease.Held);
    }

    [Fact]
    public async Task A_renewal_says_that_somebody_made_the_run_due_and_says_it_once()
    {
        var run = await Engine.SubmitAsync(await Engine.NewPrincipalAsync());
        var lease = Assert.Single(await Leases.ClaimAsync("w", 10, 100, CancellationToken.None));
        await Engine.ExecuteAsync("update run_leases set next_check_at = now() where run_id = $1", run.Value);

        Assert.Equal([run], await Leases.FindHurriedAsync([lease], CancellationToken.None));
        Assert.True(Assert.Single(await Leases.RenewAsync([lease], CancellationToken.None)).Hurried);
        Assert.False(Assert.Single(await Leases.RenewAsync([lease], CancellationToken.None)).Hurried);
    }

    [Fact]
    public async Task A_run_given_back_is_due_again_and_the_claim_does_not_count_as_failed()
    {
        await Engine.SubmitAsync(await Engine.NewPrincipalAsync());
        var lease = Assert.Single(await Leases.ClaimAsync("w", 10, 100, CancellationToken.None));

        Assert.Equal(1, await Leases.ReleaseAsync([lease], TimeSpan.Zero, CancellationToken.None));

        Assert.False(lease.Held);
        Assert.Equal(1, Assert.Single(await Leases.ClaimAsync("w2", 10, 100, CancellationToken.None)).ClaimCount);
    }

    [Fact]
    public async Task Progress_without_a_write_is_told_by_the_renewal()
    {
        var run = await Engine.SubmitAsync(await Engine.NewPrincipalAsync());
        await Engine.ExecuteAsync("update run_leases set claim_count = 5 where run_id = $1", run.Value);
        var lease = Assert.Single(await Leases.ClaimAsync("w", 10, 100, CancellationToken.None));

        lease.Progressed = true;
        await Leases.RenewAsync([lease], CancellationToken.None);

        Assert.Equal((short)0, await Engine.ScalarAsync<short>("select claim_count from run_leases where run_id = $1", run.Value));
    }

    [Fact]
    public async Task A_lease_is_trusted_from_before_the_question_and_less_long_than_it_lasts()
    {
        await Engine.SubmitAsync(await Engine.NewPrincipalAsync());
        var lease = Assert.Single(await Leases.ClaimAsync("w", 10, 100, CancellationToken.None));

        _time.Advance(_options.LeaseTtl - _options.LeaseMargin - TimeSpan.FromMilliseconds(1));
        Assert.True(lease.Held);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.False(lease.Held);
        Assert.Throws<LeaseLostException>(lease.EnsureHeld);
    }

    [Fact]
    public async Task A_worker_that_freezes_in_a_transaction_keeps_others_from_its_runs_only_until_the_database_ends_it()
    {
        await using var frozen = new EngineUnderTest(_database!.ConnectionString, settings: ("ANTPATH_DATABASE_IDLE_TRANSACTION_SECONDS", "1"));
        var run = await Engine.SubmitAsync(await Engine.NewPrincipalAsync());
        var frozenLeases = new RunLeases(frozen.WorkerDatabase, _options, _time, frozen.WorkerGet<AntpathMetrics>());
        Assert.Single(await frozenLeases.ClaimAsync("frozen", 10, 100, CancellationToken.None));
        await ExpireAsync(run);
        await using var connection = await frozen.WorkerDatabase.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var locking = new NpgsqlCommand("select run_id from run_leases where run_id = $1 for update", connection, transaction) { Parameters = { new() { Value = run.Value } } };
        await locking.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        Assert.Empty(await Leases.ClaimAsync("other", 10, 100, CancellationToken.None));

        var claimed = await EventuallyAsync(() => Leases.ClaimAsync("other", 10, 100, CancellationToken.None), found => found.Count == 1);

        Assert.Equal(run, claimed.Single().Run);
        var late = await Assert.ThrowsAnyAsync<Exception>(() => transaction.CommitAsync(CancellationToken.None));
        Assert.True(DatabaseTrouble.Is(late), late.ToString());
    }

    private static async Task<T> EventuallyAsync<T>(Func<Task<T>> look, Func<T, bool> good)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var found = await look();
            if (good(found))
                return found;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, deadline.Token);
        }
    }

    /// <summary>A machine that was suspended: its steady clock did not count the time, its wall clock did.</summary>
    private sealed class SuspendedTime : TimeProvider
    {
        public TimeSpan Slept { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Slept;
    }

    private Task ExpireAsync(RunId run) => Engine.ExecuteAsync(
        "update run_leases set lease_expires_at = now() - interval '1 second', next_check_at = now() - interval '1 second' where run_id = $1", run.Value);

    private async Task<IReadOnlyList<Guid>> SubmitAsync(Principal principal, int count) =>
        [.. (await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Engine.SubmitAsync(principal)))).Select(r => r.Value)];
}
