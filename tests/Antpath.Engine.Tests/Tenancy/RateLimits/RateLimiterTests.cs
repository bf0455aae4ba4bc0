using System.Net;
using Antpath.Engine.Tenancy;
using Antpath.Engine.Tenancy.RateLimits;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Tests.Tenancy.RateLimits;

public sealed class RateLimiterTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncLifetime
{
    private EngineUnderTest _engine = null!;
    private Principal _me = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _engine = Engine(burst: 3);
        _me = await _engine.NewPrincipalAsync();
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task What_a_pause_saved_up_may_be_spent_at_once_and_no_more()
    {
        var first = await TakeAsync();
        var answers = new[] { await TakeAsync(), await TakeAsync(), await TakeAsync() };

        Assert.True(first.Granted);
        Assert.Equal(2, first.Remaining);
        Assert.Equal(new RateLimit("submit", 1, 3), first.Limit);
        Assert.Equal([true, true, false], answers.Select(a => a.Granted));
        Assert.Equal(0, answers[2].Remaining);
        Assert.InRange(answers[2].RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.InRange(answers[2].FullIn, TimeSpan.FromSeconds(121), TimeSpan.FromSeconds(180));
    }

    [Fact]
    public async Task Time_gives_back_as_much_as_the_limit_says_and_never_more_than_the_bucket_holds()
    {
        await TakeAllAsync();

        await AgeAsync("61 seconds");
        Assert.Equal(1, await TakeAllAsync());

        await AgeAsync("1 day");
        Assert.Equal(3, await TakeAllAsync());
    }

    [Fact]
    public async Task A_clock_that_went_back_takes_nothing_away()
    {
        await TakeAsync();

        await AgeAsync("-1 hour");

        Assert.Equal(2, await TakeAllAsync());
    }

    [Fact]
    public async Task Many_at_once_in_two_processes_get_exactly_what_is_there()
    {
        await using var here = Engine(burst: 10);
        await using var there = Engine(burst: 10);
        var limiters = new[] { here.Get<RateLimiter>(), there.Get<RateLimiter>() };

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => limiters[i % 2].TakeAsync(RateLimitKind.Submit, _me.Workspace, Cancellation)));

        Assert.Equal(10, answers.Count(a => a.Granted));
        Assert.All(answers.Where(a => !a.Granted), a => Assert.True(a.RetryAfter > TimeSpan.Zero));
    }

    [Fact]
    public async Task A_restart_forgets_nothing()
    {
        await TakeAllAsync();
        await using var restarted = Engine(burst: 3);

        Assert.False((await restarted.Get<RateLimiter>().TakeAsync(RateLimitKind.Submit, _me.Workspace, Cancellation)).Granted);
    }

    [Fact]
    public async Task One_workspace_or_limit_does_not_spend_anothers_share()
    {
        await TakeAllAsync();
        var other = await _engine.NewPrincipalAsync();

        Assert.True((await _engine.Get<RateLimiter>().TakeAsync(RateLimitKind.Submit, other.Workspace, Cancellation)).Granted);
        Assert.True((await _engine.Get<RateLimiter>().TakeAsync(RateLimitKind.CancelDelete, _me.Workspace, Cancellation)).Granted);
    }

    [Fact]
    public async Task A_limit_of_zero_is_off_and_writes_nothing()
    {
        await using var off = new EngineUnderTest(database.ConnectionString, null, ("ANTPATH_LIMIT_SUBMIT_PER_MINUTE", "0"));

        var answer = await off.Get<RateLimiter>().TakeAsync(RateLimitKind.Submit, _me.Workspace, Cancellation);

        Assert.True(answer.Granted);
        Assert.Null(answer.Limit);
        Assert.Equal(0L, await _engine.ScalarAsync<long>("select count(*) from rate_limit_buckets where subject = $1", _me.Workspace.ToString()));
    }

    [Theory]
    [InlineData("198.51.100.7", "::ffff:198.51.100.7", true)]
    [InlineData("198.51.100.7", "198.51.100.8", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    public async Task Addresses_of_one_network_share_a_bucket_that_does_not_name_them(string one, string another, bool shared)
    {
        await using var strict = new EngineUnderTest(
            database.ConnectionString, null, ("ANTPATH_LIMIT_SIGN_IN_PER_MINUTE", "1"), ("ANTPATH_LIMIT_SIGN_IN_BURST", "1"));
        var limiter = strict.Get<RateLimiter>();

        Assert.True((await limiter.TakeAsync(RateLimitKind.SignIn, RateLimitAddress.Of(IPAddress.Parse(one)), Cancellation)).Granted);
        var answer = await limiter.TakeAsync(RateLimitKind.SignIn, RateLimitAddress.Of(IPAddress.Parse(another)), Cancellation);

        Assert.Equal(!shared, answer.Granted);
        Assert.Equal(0L, await _engine.ScalarAsync<long>("select count(*) from rate_limit_buckets b where b::text like '%198.51%' or b::text ilike '%2001%db8%'"));
    }

    [Fact]
    public async Task An_email_address_is_the_same_whatever_its_case()
    {
        await using var strict = new EngineUnderTest(
            database.ConnectionString, null, ("ANTPATH_LIMIT_SIGN_IN_PER_MINUTE", "1"), ("ANTPATH_LIMIT_SIGN_IN_BURST", "1"));
        var limiter = strict.Get<RateLimiter>();

        Assert.True((await limiter.TakeAsync(RateLimitKind.SignIn, RateLimitAddress.OfEmail("ann@example.test"), Cancellation)).Granted);
        Assert.False((await limiter.TakeAsync(RateLimitKind.SignIn, RateLimitAddress.OfEmail(" Ann@Example.TEST"), Cancellation)).Granted);
    }

    [Fact]
    public async Task Buckets_that_nobody_uses_any_more_are_forgotten_and_others_stay()
    {
        var other = await _engine.NewPrincipalAsync();
        await TakeAsync();
        await _engine.Get<RateLimiter>().TakeAsync(RateLimitKind.Submit, other.Workspace, Cancellation);
        await AgeAsync("2 hours");
        var sweep = new RateLimitPurgeSweep(_engine.Database, _engine.Get<IOptions<RateLimitOptions>>());

        Assert.True(await sweep.SweepAsync(Cancellation) >= 1);

        Assert.Equal(0L, await _engine.ScalarAsync<long>("select count(*) from rate_limit_buckets where subject = $1", _me.Workspace.ToString()));
        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from rate_limit_buckets where subject = $1", other.Workspace.ToString()));
    }

    [Fact]
    public async Task A_bucket_that_is_not_full_yet_is_not_forgotten()
    {
        await using var slow = Engine(burst: 1000);
        await slow.Get<RateLimiter>().TakeAsync(RateLimitKind.Submit, _me.Workspace, Cancellation);
        await AgeAsync("10 hours");

        await new RateLimitPurgeSweep(_engine.Database, slow.Get<IOptions<RateLimitOptions>>()).SweepAsync(Cancellation);

        Assert.Equal(1L, await _engine.ScalarAsync<long>("select count(*) from rate_limit_buckets where subject = $1", _me.Workspace.ToString()));
    }

    [Fact]
    public async Task When_the_database_fails_every_one_who_waits_is_told()
    {
        await using var broken = new EngineUnderTest(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "nowhere" }.ConnectionString);
        var limiter = broken.Get<RateLimiter>();

        var asked = Enumerable.Range(0, 5).Select(_ => limiter.TakeAsync(RateLimitKind.Submit, _me.Workspace, Cancellation)).ToList();

        foreach (var answer in asked)
            await Assert.ThrowsAsync<PostgresException>(() => answer);
    }

    [Theory]
    [InlineData("force_generic_plan")]
    [InlineData("force_custom_plan")]
    public async Task No_taking_reads_the_whole_table(string planCacheMode)
    {
        await _engine.ExecuteAsync("insert into rate_limit_buckets (bucket, subject, tokens) select $1, n::text, 1 from generate_series(1, 50000) n", planCacheMode);
        await _engine.ExecuteAsync("analyze rate_limit_buckets");
        await using var explained = new ExplainedStatements(database.ConnectionString, "antpath_server", planCacheMode);
        await explained.SkipWithoutAutoExplainAsync();
        var buckets = new RateLimitBuckets(explained.DataSource);

        var taken = await buckets.TakeAsync(new RateLimit(planCacheMode, 1, 1), Enumerable.Range(1, 100).ToDictionary(n => $"{n}", _ => 2), Cancellation);

        Assert.Equal(100, taken.Count);
        Assert.All(taken.Values, t => Assert.Equal(1, t.Granted));
        Assert.NotEmpty(explained.Plans);
        Assert.All(explained.Plans, plan => Assert.DoesNotContain("Seq Scan on rate_limit_buckets", plan, StringComparison.Ordinal));
    }

    private EngineUnderTest Engine(int burst) => new(
        database.ConnectionString, null, ("ANTPATH_LIMIT_SUBMIT_PER_MINUTE", "1"), ("ANTPATH_LIMIT_SUBMIT_BURST", $"{burst}"));

    private Task<RateLimitAnswer> TakeAsync() => _engine.Get<RateLimiter>().TakeAsync(RateLimitKind.Submit, _me.Workspace, Cancellation);

    /// <returns>How many there were.</returns>
    private async Task<int> TakeAllAsync()
    {
        var taken = 0;
        while ((await TakeAsync()).Granted)
            taken++;
        return taken;
    }

    private Task AgeAsync(string by) =>
        _engine.ExecuteAsync("update rate_limit_buckets set refilled_at = refilled_at - $2::interval where subject = $1", _me.Workspace.ToString(), by);
}
