using Antpath.Engine.Providers.Claude;
using Antpath.Engine.Providers.Claude.Budget;
using Antpath.Testing.Postgres;
using Npgsql;

namespace Antpath.Engine.Tests.Providers.Claude.Budget;

/// <summary>What the budget's statements cost with many keys, and what becomes of the rows.</summary>
public sealed class BudgetStatementsTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    private static readonly Pace Pace = Pace.Of(60, 20, TimeSpan.FromSeconds(1));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("force_generic_plan")]
    [InlineData("force_custom_plan")]
    public async Task No_call_reads_a_whole_table(string planCacheMode)
    {
        await ExecuteAsync("""
            insert into provider_key_budgets (key_hash, family, next_at)
            select sha256(n::text::bytea), 'environment', now() from generate_series(1, 50000) n on conflict do nothing
            """);
        await ExecuteAsync("""
            insert into provider_key_places (key_hash, place) select sha256(n::text::bytea), p from generate_series(1, 10000) n, generate_series(1, 5) p on conflict do nothing
            """);
        await ExecuteAsync("analyze provider_key_budgets, provider_key_places");
        await using var explained = new ExplainedStatements(database.ConnectionString, "antpath_worker", planCacheMode);
        await explained.SkipWithoutAutoExplainAsync();
        var turns = new SharedTurns(explained.DataSource);
        var places = new SharedPlaces(explained.DataSource);

        for (var n = 0; n < 3; n++)
        {
            var key = KeyFingerprint.Of($"key {n}", new byte[32]);
            var token = Guid.CreateVersion7();
            await turns.TakeAsync(key, CallFamily.Environment, Pace, 3, TimeSpan.FromSeconds(1), Cancellation);
            await turns.HoldAsync(key, CallFamily.Environment, TimeSpan.FromSeconds(1), Cancellation);
            var place = await places.TryTakeAsync(key, 5, token, TimeSpan.FromSeconds(30), Cancellation);
            await places.GiveBackAsync(key, Assert.NotNull(place), token, Cancellation);
        }

        Assert.True(explained.Plans.Count >= 15, $"only {explained.Plans.Count} plans were seen");
        Assert.All(explained.Plans, plan => Assert.DoesNotContain("Seq Scan on provider_key", plan, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_that_nobody_uses_any_more_are_forgotten_and_others_stay()
    {
        var turns = new SharedTurns(database.DataSource);
        var places = new SharedPlaces(database.DataSource);
        var (idle, busy) = (KeyFingerprint.Of("idle", new byte[32]), KeyFingerprint.Of("busy", new byte[32]));
        foreach (var key in (KeyFingerprint[])[idle, busy])
        {
            await turns.TakeAsync(key, CallFamily.Environment, Pace, 1, TimeSpan.Zero, Cancellation);
            var token = Guid.CreateVersion7();
            await places.GiveBackAsync(key, Assert.NotNull(await places.TryTakeAsync(key, 5, token, TimeSpan.FromSeconds(30), Cancellation)), token, Cancellation);
        }

        await ExecuteAsync("update provider_key_budgets set next_at = next_at - interval '3 hours' where key_hash = $1", idle.Bytes);
        await new BudgetPurgeSweep(database.DataSource).SweepAsync(Cancellation);

        Assert.Equal((0L, 0L, 1L, 5L), (await RowsAsync("provider_key_budgets", idle), await RowsAsync("provider_key_places", idle), await RowsAsync("provider_key_budgets", busy), await RowsAsync("provider_key_places", busy)));
        Assert.Equal(1, (await turns.TakeAsync(idle, CallFamily.Environment, Pace, 1, TimeSpan.Zero, Cancellation)).Count);
    }

    [Fact]
    public async Task A_place_is_lent_to_one_at_a_time()
    {
        var places = new SharedPlaces(database.DataSource);
        var key = KeyFingerprint.Of("places", new byte[32]);

        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => places.TryTakeAsync(key, 5, Guid.CreateVersion7(), TimeSpan.FromSeconds(30), Cancellation)));

        // who looks while others hold a row for an instant may miss it, and looks again; nobody gets what another has
        var got = taken.OfType<short>().ToList();
        Assert.Equal(got.Distinct().Count(), got.Count);
        Assert.InRange(got.Count, 1, 5);
    }

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private async Task<long> RowsAsync(string table, KeyFingerprint key)
    {
        await using var command = database.DataSource.CreateCommand($"select count(*) from {table} where key_hash = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = key.Bytes });
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
