using System.Globalization;
using Antpath.Chaos.Plan;
using Antpath.Chaos.Stack;
using Antpath.Chaos.Trouble;
using Antpath.Chaos.Verdict;
using Npgsql;

namespace Antpath.Chaos;

/// <summary>The whole thing: start, submit and break, heal, wait until nothing moves, judge.</summary>
internal sealed class ChaosRun(ChaosOptions options, TimeProvider time, Action<string> say)
{
    private const double CalmAfterShare = 0.9;

    /// <summary>Sweeps that repair what the last trouble left run within this time, on a machine that is not overloaded.</summary>
    private static readonly TimeSpan SweepsNeed = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan SweepsNeedMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(5);

    private readonly long _began = time.GetTimestamp();

    public async Task<ChaosReport> RunAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.LogFolder);
        Tell($"seed {options.Seed}: {ProcessSettings.InWords}");
        await using var stack = await ChaosStack.StartAsync(options, Tell, time, cancellationToken);
        var records = new ProductRecords(stack.Observer);
        var plan = PlannedRun.Draw(Seeded(1), options.Runs, options.Workspaces);
        var users = new Users(stack, time);
        var takeovers = new TakeoverWatch(stack.Observer, time);
        var trouble = new TroubleMaker(stack, takeovers, Seeded(2), time, Tell);
        if (options.FaultShare > 0)
            await stack.Emulator.BreakAsync(options.FaultShare, options.Seed, cancellationToken);

        var shaking = time.GetTimestamp();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watching = takeovers.RunAsync(stopping.Token);
        using var calm = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var shake = trouble.RunAsync(calm.Token);
        var submitting = users.RunAsync(plan, cancellationToken);
        await UntilAsync(
            options.TroubleMax, records, trouble, stack, (_, terminal) => submitting.IsCompleted && terminal >= CalmAfterShare * options.Runs, cancellationToken);
        await calm.CancelAsync();
        await shake;
        var faults = await stack.Emulator.FaultsAsync(cancellationToken);
        await stack.Emulator.HealAsync(cancellationToken);
        await submitting;
        Tell($"healed after {time.GetElapsedTime(shaking).TotalSeconds:0} s of troubles; waiting for rest");

        await UntilAsync(options.QuietWithin, records, trouble, stack, (over, _) => over == options.Runs, cancellationToken);
        var took = time.GetElapsedTime(shaking);
        var judge = new Judge(stack, records);
        stack.AgeStorage();
        await Task.Delay(SweepsNeed, time, cancellationToken);
        for (var began = time.GetTimestamp(); !await judge.IsSweptAsync(cancellationToken) && time.GetElapsedTime(began) < SweepsNeedMax;)
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
        await stopping.CancelAsync();
        await watching;
        return new ChaosReport
        {
            Seed = options.Seed,
            Runs = options.Runs,
            Workers = options.Workers,
            Took = took,
            Trouble = trouble.Tally,
            Faults = faults,
            Takeovers = [.. takeovers.Taken.Order()],
            Kinds = KindTally.Count(users.Accepted, await records.RunsAsync(cancellationToken)),
            Findings =
            [
                .. await judge.JudgeAsync(users, cancellationToken),
                .. options.Failover ? Array.Empty<Finding>() : [Judge.JudgeTakeovers(takeovers.Taken)], // a promotion takes as long as it takes
            ],
        };
    }

    /// <summary>Waits for the condition or the end of the time, telling how far things are. Who judges sees what is missing.</summary>
    private async Task UntilAsync(
        TimeSpan max, ProductRecords records, TroubleMaker trouble, ChaosStack stack, Func<long, long, bool> enough, CancellationToken cancellationToken)
    {
        var (began, told) = (time.GetTimestamp(), 0L);
        while (time.GetElapsedTime(began) < max)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken);
            trouble.Supervise();
            var (all, terminal, over) = await TolerantAsync(records, cancellationToken);
            if (told == 0 || time.GetElapsedTime(told) > TellEvery)
            {
                told = time.GetTimestamp();
                var faults = (await stack.Emulator.FaultsAsync(cancellationToken)).Values.Sum();
                Tell($"accepted {all}, terminal {terminal}, over {over} | {trouble.Tally} | faults {faults}");
            }

            if (enough(over, terminal))
                return;
        }

        Tell($"that did not happen within {max.TotalSeconds:0} s");
    }

    /// <summary>While the database is down there is no news.</summary>
    private static async Task<(long All, long Terminal, long Over)> TolerantAsync(ProductRecords records, CancellationToken cancellationToken)
    {
        try
        {
            return await records.ProgressAsync(cancellationToken);
        }
        catch (NpgsqlException)
        {
            return (0, 0, 0);
        }
    }

#pragma warning disable CA5394 // repeatable on purpose
    private Random Seeded(int use) => new(unchecked((options.Seed * 31) + use));
#pragma warning restore CA5394

    private void Tell(string sentence) => say(string.Create(CultureInfo.InvariantCulture, $"[{time.GetElapsedTime(_began).TotalSeconds,5:0} s] {sentence}"));
}
