using System.Text.RegularExpressions;
using Antpath.Engine.Tests.Runs.Lifecycle;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Runs.Deletion;

/// <summary>
/// The crash matrix of what goes for good, made from what sweeps do rather than from a list: each scenario is carried out once and watched; then workers
/// die, or are overtaken by another and go on, at every milestone, and in front of and behind every removal from the store and the vault.
/// </summary>
public sealed class PurgeMatrixTests(TestServer server)
{
    private const int WorkersMax = 12;

    /// <summary>What befalls a worker befalls two: the second goes on from there, and is hit a few points later.</summary>
    private const int Blows = 2;

    private const int DistanceMax = 5;

    public static TheoryData<string> Names { get; } = [.. PurgeScenario.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task However_workers_die_everything_goes_once_and_nothing_else(string name)
    {
        await using var ground = await PurgeGround.StartAsync(server);
        var scenario = PurgeScenario.All.Single(s => s.Name == name);
        var points = await PassAsync(ground, scenario, null, Fate.Live);
        Assert.NotEmpty(points);

        for (var point = 0; point < points.Count; point++)
        {
            await PassAsync(ground, scenario, point, Fate.Die);
            await PassAsync(ground, scenario, point, Fate.AreOvertaken);
        }
    }

    [Fact]
    public async Task Every_milestone_of_sweeps_and_deletions_is_one_that_the_matrix_kills_at()
    {
        await using var ground = await PurgeGround.StartAsync(server);
        var passed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var scenario in PurgeScenario.All)
            passed.UnionWith(await PassAsync(ground, scenario, null, Fate.Live));

        var written = MilestonesInSource.OfSweeps().ToList();

        Assert.True(written.Count > 15, $"only {written.Count} milestones were found in the source");
        foreach (var milestone in written)
            Assert.Contains(passed, p => Regex.IsMatch(p, $"^{milestone}$", RegexOptions.None, TimeSpan.FromSeconds(1)));
        foreach (var call in (string[])["store/delete/asked", "store/delete/answered", "vault/destroy/asked", "vault/destroy/answered"])
            Assert.Contains(call, passed);
    }

    /// <summary>Carries a scenario out.</summary>
    /// <param name="point">The place, in the order of points, of the first that somebody dies at or behind.</param>
    /// <returns>Every point passed, in order.</returns>
    private static async Task<IReadOnlyList<string>> PassAsync(PurgeGround ground, PurgeScenario scenario, int? point, Fate fate)
    {
        await ground.NextAsync();
        await scenario.Arrange(ground);
        var passed = new List<string>();
        var left = fate == Fate.Live ? 0 : Blows;
        var next = point ?? 0;

        async ValueTask AtAsync(string at)
        {
            passed.Add(at);
            if (left == 0 || passed.Count <= next || (fate == Fate.AreOvertaken && InsideTransaction(at)))
                return;
            left--;
            next = passed.Count + (point ?? 0) % DistanceMax;
            if (fate == Fate.Die)
                throw new WorkerKilledException();
            await FinishAsync(ground, scenario, AtAsync);
        }

        await FinishAsync(ground, scenario, AtAsync);
        await new PurgeWorker(ground, scenario.StoreAged, AtAsync).SweepAsync(); // there is nothing left to do, and nothing is done

        var what = $"{scenario.Name}, {fate} at {point}, after {string.Join(", ", passed)}:";
        Assert.Equal($"{what} {scenario.Ends} drifted False", $"{what} {await PurgeFacts.ReadAsync(ground)} drifted {await PurgeFacts.DriftedAsync(ground)}");
        return passed;
    }

    /// <summary>Workers after workers, until nothing is left to do.</summary>
    private static async Task FinishAsync(PurgeGround ground, PurgeScenario scenario, Func<string, ValueTask> at)
    {
        for (var n = 0; n < WorkersMax && await PurgeFacts.ReadAsync(ground) != scenario.Ends; n++)
        {
            try
            {
                await new PurgeWorker(ground, scenario.StoreAged, at).SweepAsync();
            }
            catch (WorkerKilledException)
            {
                // the next one goes on
            }
        }
    }

    /// <summary>Whoever stands still there holds locks that nobody passes; the database ends such a transaction, which is a death.</summary>
    private static bool InsideTransaction(string point) =>
        point.EndsWith("/BeforeCommit", StringComparison.Ordinal) || point.StartsWith("vault/", StringComparison.Ordinal);

    /// <summary>What happens to workers.</summary>
    private enum Fate
    {
        Live,
        Die,

        /// <summary>Another worker does everything that is left, and the first one goes on.</summary>
        AreOvertaken,
    }
}
