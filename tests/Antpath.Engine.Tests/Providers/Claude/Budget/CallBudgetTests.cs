using Antpath.Engine.Providers.Claude;
using Antpath.Engine.Providers.Claude.Budget;
using Antpath.Engine.Tenancy;
using Antpath.Testing.Postgres;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Antpath.Engine.Tests.Providers.Claude.Budget;

/// <summary>Several workers, each with a pool and a clock of its own, share one key's budget.</summary>
public sealed class CallBudgetTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.Zero;

    private readonly TokenOptions _tokens = new() { Pepper = EngineUnderTest.Key("p1") };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Workers_together_get_what_one_would_get_alone()
    {
        await using var workers = await WorkersAsync(4, new ClaudeProviderOptions { CreatesPerMinute = 30, RateWaitMax = AtOnce });

        var turns = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => workers[n % 4].TakeAsync(workers.Key, Call(CallFamily.Create), Cancellation)));

        // a fifth of the figure, and the one that starts it; another would be due only after 2.5 s
        Assert.Equal(7, turns.Count(t => t.Granted));
        Assert.All(turns.Where(t => !t.Granted), t => Assert.True(t.ComeBackIn > TimeSpan.Zero));
    }

    [Fact]
    public async Task Keys_and_families_do_not_wait_for_each_other()
    {
        await using var workers = await WorkersAsync(2, new ClaudeProviderOptions { CreatesPerMinute = 1, RateWaitMax = AtOnce });
        var other = workers[0].FingerprintOf("another key");
        Assert.True((await workers[0].TakeAsync(workers.Key, Call(CallFamily.Create), Cancellation)).Granted);

        Assert.False((await workers[1].TakeAsync(workers.Key, Call(CallFamily.Create), Cancellation)).Granted);
        Assert.True((await workers[1].TakeAsync(other, Call(CallFamily.Create), Cancellation)).Granted);
        Assert.True((await workers[1].TakeAsync(workers.Key, Call(CallFamily.Read), Cancellation)).Granted);
        Assert.True((await workers[1].TakeAsync(workers.Key, Call(CallFamily.File), Cancellation)).Granted);
    }

    [Fact]
    public async Task A_refusal_that_one_worker_met_holds_the_family_back_for_all()
    {
        await using var workers = await WorkersAsync(4, new ClaudeProviderOptions { RateWaitMax = AtOnce });
        await workers[0].HoldAsync(workers.Key, CallFamily.Read, TimeSpan.FromSeconds(20), Cancellation);

        for (var worker = 0; worker < 3; worker++)
        {
            var turn = await workers[worker].TakeAsync(workers.Key, Call(CallFamily.Read), Cancellation);
            Assert.False(turn.Granted);
            Assert.InRange(turn.ComeBackIn, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20));
            Assert.True((await workers[worker].TakeAsync(workers.Key, Call(CallFamily.File), Cancellation)).Granted);
        }

        await workers.Database.MoveBudgetsAsync(workers.Key, TimeSpan.FromSeconds(20));
        Assert.True((await workers[3].TakeAsync(workers.Key, Call(CallFamily.Read), Cancellation)).Granted);
    }

    [Fact]
    public async Task Only_so_many_environment_calls_are_under_way_at_once_over_all_workers()
    {
        await using var workers = await WorkersAsync(3, new ClaudeProviderOptions { EnvironmentCallsConcurrent = 2 }, TimeProvider.System);
        var first = await workers[0].TakeAsync(workers.Key, Call(CallFamily.Environment), Cancellation);
        await using var second = await workers[1].TakeAsync(workers.Key, Call(CallFamily.Environment), Cancellation);

        var third = workers[2].TakeAsync(workers.Key, Call(CallFamily.Environment), Cancellation);
        Assert.False(third.IsCompleted);
        await first.DisposeAsync();

        await using var last = await third;
        Assert.True(last.Granted);
    }

    [Fact]
    public async Task A_dead_workers_place_comes_back_when_its_call_could_last_no_longer()
    {
        await using var workers = await WorkersAsync(2, new ClaudeProviderOptions { EnvironmentCallsConcurrent = 1 }, TimeProvider.System);
        var abandoned = await workers[0].TakeAsync(workers.Key, Call(CallFamily.Environment), Cancellation);

        var next = workers[1].TakeAsync(workers.Key, Call(CallFamily.Environment), Cancellation);
        Assert.False(next.IsCompleted);
        await workers.Database.MovePlacesAsync(workers.Key, TimeSpan.FromSeconds(35)); // the call's 30 s and 5 s for the way
        await using var turn = await next;
        Assert.True(turn.Granted);

        await abandoned.DisposeAsync(); // it comes back to life, and gives back what is no longer its own
        await using var connection = workers.Database.DataSource.CreateCommand("select count(*) from provider_key_places where key_hash = $1 and taken_until > now()");
        connection.Parameters.Add(new() { Value = workers.Key.Bytes });
        Assert.Equal(1L, await connection.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task A_key_that_a_process_forgets_keeps_its_budget()
    {
        await using var workers = await WorkersAsync(1, new ClaudeProviderOptions { CreatesPerMinute = 1, KeysMax = 1, RateWaitMax = AtOnce });
        Assert.True((await workers[0].TakeAsync(workers.Key, Call(CallFamily.Create), Cancellation)).Granted);
        Assert.True((await workers[0].TakeAsync(workers[0].FingerprintOf("another key"), Call(CallFamily.Create), Cancellation)).Granted);

        Assert.False((await workers[0].TakeAsync(workers.Key, Call(CallFamily.Create), Cancellation)).Granted);
    }

    [Fact]
    public async Task Neither_the_key_nor_a_hash_that_anybody_can_make_of_it_is_stored()
    {
        await using var workers = await WorkersAsync(1, new ClaudeProviderOptions());
        Assert.True((await workers[0].TakeAsync(workers.Key, Call(CallFamily.Create), Cancellation)).Granted);

        var otherPepper = KeyFingerprint.Of("shared key", new byte[32]);

        Assert.Equal("[key]", workers.Key.ToString());
        Assert.NotEqual(otherPepper, workers.Key);
        Assert.Equal(workers.Key, workers[0].FingerprintOf(workers.ApiKey));
        Assert.NotEqual(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(workers.ApiKey)), workers.Key.Bytes);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_fails_the_call_and_not_the_step()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=9;Username=x;Timeout=1");
        var budget = new CallBudget(nowhere, Options.Create(new ClaudeProviderOptions()), Options.Create(_tokens), TimeProvider.System);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => budget.TakeAsync(budget.FingerprintOf("key"), Call(CallFamily.Read), Cancellation));
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => budget.TakeAsync(budget.FingerprintOf("key"), Call(CallFamily.Read), Cancellation));
    }

    private static ProviderCall Call(CallFamily family) => new("Testing", CallKind.Read, family, TimeSpan.FromSeconds(30));

    private async Task<Workers> WorkersAsync(int count, ClaudeProviderOptions options, TimeProvider? time = null) =>
        new(await ProviderDatabase.OpenAsync(), count, time ?? new FakeTimeProvider(), Options.Create(options), Options.Create(_tokens));

    private sealed class Workers : IAsyncDisposable
    {
        private readonly List<NpgsqlDataSource> _pools = [];
        private readonly List<CallBudget> _budgets = [];

        public Workers(TestDatabase database, int count, TimeProvider time, IOptions<ClaudeProviderOptions> options, IOptions<TokenOptions> tokens)
        {
            Database = database;
            for (var n = 0; n < count; n++)
            {
                _pools.Add(NpgsqlDataSource.Create(database.ConnectionString));
                _budgets.Add(new CallBudget(_pools[n], options, tokens, time));
            }

            ApiKey = Guid.CreateVersion7().ToString("N");
            Key = _budgets[0].FingerprintOf(ApiKey);
        }

        public TestDatabase Database { get; }

        public string ApiKey { get; }

        public KeyFingerprint Key { get; }

        public CallBudget this[int worker] => _budgets[worker];

        public async ValueTask DisposeAsync()
        {
            foreach (var pool in _pools)
                await pool.DisposeAsync();
        }
    }
}
