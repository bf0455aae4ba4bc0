using Antpath.Chaos.Stack;

namespace Antpath.Chaos.Trouble;

/// <summary>Does one thing after another to the processes, as its random numbers say, and mends what it broke.</summary>
internal sealed class TroubleMaker(ChaosStack stack, TakeoverWatch takeovers, Random random, TimeProvider time, Action<string> say)
{
    private static readonly TimeSpan FailOverAfter = TimeSpan.FromSeconds(12);

    private readonly List<Task> _mending = [];
    private bool _failOverDue = stack.Standby is not null;

    public TroubleTally Tally { get; } = new();

    /// <summary>Goes on until it is told to stop; then everything runs again.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var began = time.GetTimestamp();
        while (await PauseAsync(Seconds(0.5, 3), stopping))
        {
            if (_failOverDue && time.GetElapsedTime(began) > FailOverAfter)
                await FailOverAsync();
            else
                await NextAsync();
        }

        if (_failOverDue)
            await FailOverAsync();
        await Task.WhenAll(_mending);
    }

    /// <summary>Starts again what ended by itself, as every orchestrator does: a process that starts while the database is away says so and ends.</summary>
    public void Supervise()
    {
        foreach (var program in stack.Workers.Append(stack.Api).Where(program => program is { Alive: false, Down: false }))
        {
            program.Start();
            Tally.RestartedByThemselves++;
        }
    }

    private async Task NextAsync()
    {
        var worker = stack.Workers[random.Next(stack.Workers.Count)];
        var (dice, wait) = (random.Next(100), Seconds(0.2, 2));
        switch (dice)
        {
            case < 40 when worker is { Alive: true, Paused: false }:
                await takeovers.BeginAsync(worker.Name);
                await worker.KillAsync();
                Tally.WorkersKilled++;
                _mending.Add(LaterAsync(wait, () => Task.Run(() => worker.Start())));
                break;
            case < 70 when worker is { Alive: true, Paused: false }:
                await takeovers.BeginAsync(worker.Name);
                await worker.StopAsync();
                Tally.WorkersPaused++;
                _mending.Add(LaterAsync(ProcessSettings.LeaseTtl + Seconds(1, 4), worker.ContinueAsync)); // longer than its leases
                break;
            case >= 70 and < 88:
                Tally.ConnectionsCut += await TolerantAsync(() => stack.Primary.CutConnectionsAsync(0.4, CancellationToken.None));
                break;
            case >= 88 and < 94 when stack.Standby is null && Tally.FailOvers == 0:
                await stack.Primary.RestartAsync(CancellationToken.None);
                Tally.DatabaseRestarts++;
                break;
            case >= 94 when stack.Api.Alive:
                await stack.Api.KillAsync();
                Tally.ApiKilled++;
                _mending.Add(LaterAsync(wait, () => Task.Run(() => stack.Api.Start())));
                break;
            default:
                break;
        }
    }

    private async Task FailOverAsync()
    {
        _failOverDue = false;
        var began = time.GetTimestamp();
        await stack.FailOverAsync(CancellationToken.None);
        Tally.FailOvers++;
        say($"killed the primary and promoted the standby in {time.GetElapsedTime(began).TotalSeconds:0.0} s");
    }

    private async Task LaterAsync(TimeSpan wait, Func<Task> mend)
    {
        await Task.Delay(wait, time, CancellationToken.None);
        await mend();
    }

    /// <summary>A connection of ours may meet the database while it is down: then there was nothing to cut.</summary>
    private static async Task<long> TolerantAsync(Func<Task<long>> cut)
    {
        try
        {
            return await cut();
        }
        catch (Npgsql.NpgsqlException)
        {
            return 0;
        }
    }

    private async Task<bool> PauseAsync(TimeSpan wait, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(wait, time, stopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private TimeSpan Seconds(double from, double until) => TimeSpan.FromSeconds(from + (random.NextDouble() * (until - from)));
}
