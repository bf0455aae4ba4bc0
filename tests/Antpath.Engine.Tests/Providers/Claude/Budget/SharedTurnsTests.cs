using Antpath.Engine.Providers.Claude;
using Antpath.Engine.Providers.Claude.Budget;
using Npgsql;

namespace Antpath.Engine.Tests.Providers.Claude.Budget;

/// <summary>The budget that all workers take their turns from. Time passes by moving the key's row.</summary>
public sealed class SharedTurnsTests
{
    private static readonly TimeSpan Share = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(60, 20, 1)]
    [InlineData(600, 20, 2)]
    [InlineData(7, 0, 3)]
    [InlineData(300, 50, 4)]
    [InlineData(1, 20, 5)]
    public async Task No_minute_wherever_it_begins_sees_more_calls_than_the_figure(int perMinute, int burstPercent, int seed)
    {
        var database = await ProviderDatabase.OpenAsync();
        var turns = new SharedTurns(database.DataSource);
        var key = NewKey();
        var pace = Pace.Of(perMinute, burstPercent, Share);
        var random = new Random(seed);
        var passed = TimeSpan.Zero;
        var uses = new List<DateTimeOffset>();

        for (var step = 0; step < 400; step++)
        {
            var granted = await turns.TakeAsync(key, CallFamily.Read, pace, random.Next(1, 40), Share * random.Next(1, 10), Cancellation);
            for (var n = 0; n < granted.Count; n++)
            {
                var due = granted.FirstAt + (n * pace.Interval);
                uses.Add((due > granted.At ? due : granted.At) + passed);
            }

            var pass = TimeSpan.FromSeconds(random.NextDouble() * (step % 50 == 0 ? 90 : 2));
            await database.MoveBudgetsAsync(key, pass);
            passed += pass;
        }

        // a turn may lie unused for a share: the fullest minute is one that begins when the first turn in it is used last
        uses.Sort();
        var fullest = uses.Select((first, n) => uses.Skip(n).TakeWhile(use => use < first + Minute + Share).Count()).Max();
        Assert.InRange(fullest, (int)(perMinute * 0.75), perMinute);
    }

    [Fact]
    public async Task Workers_that_ask_at_the_same_time_share_one_pace()
    {
        var database = await ProviderDatabase.OpenAsync();
        var key = NewKey();
        var pace = Pace.Of(6000, 10, Share);
        var pools = Enumerable.Range(0, 6).Select(_ => NpgsqlDataSource.Create(database.ConnectionString)).ToList();

        var granted = await Task.WhenAll(pools.SelectMany(pool => Enumerable.Range(0, 15).Select(_ =>
            Task.Run(() => new SharedTurns(pool).TakeAsync(key, CallFamily.Read, pace, 25, Share, Cancellation), Cancellation))));
        foreach (var pool in pools)
            await pool.DisposeAsync();

        var dues = granted.SelectMany(g => Enumerable.Range(0, g.Count).Select(n => g.FirstAt + (n * pace.Interval))).Order().ToList();
        Assert.Equal(dues.Count, dues.Distinct().Count());
        Assert.All(dues.Zip(dues.Skip(1)), pair => Assert.True(pair.Second - pair.First >= pace.Interval, "two turns are closer than the pace"));
        var first = granted.Min(g => g.At);
        Assert.All(dues, due => Assert.True(due >= first - pace.Burst, "more was saved up than silence saves"));
        Assert.True(dues.Count > 600, $"only {dues.Count} turns were given");
    }

    [Fact]
    public async Task What_a_dead_worker_took_is_missing_for_no_longer_than_its_share()
    {
        var database = await ProviderDatabase.OpenAsync();
        var turns = new SharedTurns(database.DataSource);
        var key = NewKey();
        var pace = Pace.Of(60, 0, Share);
        await turns.TakeAsync(key, CallFamily.Create, pace, 1000, Share, Cancellation); // and dies with them

        var next = await turns.TakeAsync(key, CallFamily.Create, pace, 1, Share * 10, Cancellation);

        Assert.Equal(1, next.Count);
        Assert.True(next.FirstAt - next.At <= Share + pace.Interval, "the dead worker's turns keep others waiting");
    }

    [Fact]
    public async Task A_hold_is_never_shortened_and_leaves_nothing_saved_up()
    {
        var database = await ProviderDatabase.OpenAsync();
        var turns = new SharedTurns(database.DataSource);
        var key = NewKey();
        var pace = Pace.Of(60, 20, Share);
        await turns.HoldAsync(key, CallFamily.Create, TimeSpan.FromSeconds(30), Cancellation);
        await turns.HoldAsync(key, CallFamily.Create, TimeSpan.FromSeconds(5), Cancellation);

        Assert.Equal(0, (await turns.TakeAsync(key, CallFamily.Create, pace, 5, Share, Cancellation)).Count);
        await database.MoveBudgetsAsync(key, TimeSpan.FromSeconds(30));

        Assert.Equal(1, (await turns.TakeAsync(key, CallFamily.Create, pace, 5, TimeSpan.Zero, Cancellation)).Count);
    }

    [Fact]
    public async Task Two_keys_know_nothing_of_each_other()
    {
        var turns = new SharedTurns((await ProviderDatabase.OpenAsync()).DataSource);
        var pace = Pace.Of(60, 20, Share);
        await turns.HoldAsync(NewKey(), CallFamily.Create, TimeSpan.FromMinutes(30), Cancellation);

        Assert.Equal(13, (await turns.TakeAsync(NewKey(), CallFamily.Create, pace, 13, Share, Cancellation)).Count);
    }

    private static KeyFingerprint NewKey() => KeyFingerprint.Of(Guid.CreateVersion7().ToString(), new byte[32]);
}
