using System.Globalization;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>The whole control plane under chance that a seed decides. See the README beside this file.</summary>
public sealed class SimulationTests(TestServer server)
{
    private const string SeedsVariable = "ANTPATH_SIMULATION_SEEDS";
    private const int SeedsInMakeTest = 500;
    private const int SeedsReplayed = 10;
    private const int SeedsUntilNoticed = 60;
    private const int SeedsBetweenWords = 250;

    [Fact]
    public async Task A_seed_replays_exactly()
    {
        Assert.SkipWhen(OnlySomeSeeds, "only the seeds asked for are played");
        await using var lane = await SimulatedLane.OpenAsync(server);
        for (var seed = 1; seed <= SeedsReplayed; seed++)
        {
            var once = await SimulationRun.PlayAsync(lane, seed);
            var again = await SimulationRun.PlayAsync(lane, seed);

            Assert.Equal(once.Log, again.Log);
        }
    }

    [Fact]
    public async Task Invariants_hold_for_every_seed()
    {
        var first = Number("ANTPATH_SIMULATION_FIRST_SEED", 1);
        var seeds = Number(SeedsVariable, SeedsInMakeTest);

        var failures = await PlayAllAsync(first, seeds, Mutation.None);

        Assert.True(failures.Count == 0, string.Join("\n", failures.Select(f => $"seed {f.Seed}: {f.Broken}; make simulate ARGS=\"--seed {f.Seed}\"; last warnings: {f.Warnings}")));
    }

    [Theory]
    [InlineData(Mutation.LeaseTrustedForEver, Invariants.NoEffectWithoutLease)]
    [InlineData(Mutation.SearchFindsNothing, Invariants.MadeOnce)]
    [InlineData(Mutation.PromptNeverSeen, Invariants.OnePrompt)]
    [InlineData(Mutation.RemovalLies, Invariants.NothingLeft)]
    [InlineData(Mutation.FenceIgnoresExpiry, Invariants.NoWriteWithoutLease)]
    [InlineData(Mutation.NoGrace, Invariants.OnePrompt)]
    internal async Task What_the_engine_relies_on_is_missed_when_it_breaks(Mutation mutation, string invariant)
    {
        Assert.SkipWhen(OnlySomeSeeds, "only the seeds asked for are played");

        var broken = await PlayAllAsync(1, SeedsUntilNoticed, mutation, invariant);

        var noticed = broken.FirstOrDefault(b => Shows(b, invariant));
        Assert.True(noticed is not null, $"Only this was noticed: {string.Join("; ", broken.Select(b => b.Broken))}");
        TestContext.Current.TestOutputHelper?.WriteLine($"{mutation}: seed {noticed.Seed}, {noticed.Broken}");
    }

    private static bool OnlySomeSeeds => Environment.GetEnvironmentVariable(SeedsVariable) is { Length: > 0 };

    private static bool Shows(SimulationResult result, string invariant) => result.Broken?.StartsWith($"{invariant}:", StringComparison.Ordinal) == true;

    /// <param name="until">The first seed that breaks this ends all; by default the first that breaks anything ends its lane.</param>
    private async Task<IReadOnlyList<SimulationResult>> PlayAllAsync(int first, int seeds, Mutation mutation, string? until = null)
    {
        var next = first - 1;
        var shown = 0;
        var lanes = Enumerable.Range(0, Math.Min(2, Environment.ProcessorCount)).Select(_ => Task.Run(async () =>
        {
            var broken = new List<SimulationResult>();
            await using var lane = await SimulatedLane.OpenAsync(server, mutation == Mutation.FenceIgnoresExpiry);
            for (var seed = Interlocked.Increment(ref next); seed < first + seeds && Volatile.Read(ref shown) == 0; seed = Interlocked.Increment(ref next))
            {
                var result = await SimulationRun.PlayAsync(lane, seed, mutation);
                if (seeds == 1 && Environment.GetEnvironmentVariable("ANTPATH_SIMULATION_LOG") is { Length: > 0 } file)
                    await File.WriteAllTextAsync(file, result.Log);
                if ((seed - first + 1) % SeedsBetweenWords == 0)
                    TestContext.Current.SendDiagnosticMessage($"{seed - first + 1} of {seeds} seeds played");
                if (result.Broken is null)
                    continue;
                broken.Add(result);
                if (until is null)
                    break;
                if (Shows(result, until))
                    Volatile.Write(ref shown, 1);
            }

            return broken;
        }));
        return [.. (await Task.WhenAll(lanes)).SelectMany(b => b).OrderBy(b => b.Seed)];
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
