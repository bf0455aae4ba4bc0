using Antpath.Engine.Runs;
using Antpath.Engine.Runs.Lifecycle;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Worker;

/// <summary>
/// One worker: claims, steps, renews, sweeps. When the host stops it claims no more, lets steps under way finish for a while, and gives its runs
/// back, so that another worker goes on at once.
/// </summary>
internal sealed partial class WorkerService(WorkerLoops loops, RunWakeups wakeups, IOptions<WorkerOptions> options, TimeProvider time, ILogger<WorkerService> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Log.Started(log, options.Value.Name);
        using var cutOff = new CancellationTokenSource();
        using var renewing = new CancellationTokenSource();
        var claimWake = new WakeSignal(time);
        var renewWake = new WakeSignal(time);
        var steps = EndedAsync(loops.Steps.RunAsync(stoppingToken, cutOff.Token));
        var renewal = EndedAsync(loops.Renewer.RunAsync(renewWake, renewing.Token));
        await Task.WhenAll(
            EndedAsync(loops.Claims.RunAsync(claimWake, stoppingToken)),
            EndedAsync(loops.Sweeps.RunAsync(stoppingToken)),
            EndedAsync(wakeups.ListenAsync(() => Wake(claimWake, renewWake), stoppingToken)),
            DrainAsync(steps, cutOff, stoppingToken));

        // leases are renewed until the last step has ended
        await renewing.CancelAsync();
        await renewal;
        await ReleaseAsync();
    }

    private static void Wake(WakeSignal claimWake, WakeSignal renewWake)
    {
        claimWake.Set();
        renewWake.Set();
    }

    private async Task DrainAsync(Task steps, CancellationTokenSource cutOff, CancellationToken stopping)
    {
        await EndedAsync(Task.Delay(Timeout.InfiniteTimeSpan, time, stopping));
        Log.Draining(log, loops.Held.Count);
        cutOff.CancelAfter(options.Value.DrainTimeout);
        await steps;
    }

    private async Task ReleaseAsync()
    {
        var left = loops.Held.Leases;
        if (left.Count == 0)
            return;
        try
        {
            var released = await loops.Leases.ReleaseAsync(left, TimeSpan.Zero, CancellationToken.None);
            Log.Released(log, released);
            _ = wakeups.NotifyAsync();
        }
        catch (NpgsqlException e)
        {
            Log.ReleaseFailed(log, left.Count, e);
        }
    }

    /// <summary>A loop that ends because it was asked to is no error.</summary>
    private static async Task EndedAsync(Task loop)
    {
        try
        {
            await loop;
        }
        catch (OperationCanceledException)
        {
            // the only token these loops see is the host's or ours
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2001, Level = LogLevel.Information, Message = "Worker {Name} started")]
        public static partial void Started(ILogger logger, string name);

        [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "Worker drains, holding {Held} runs")]
        public static partial void Draining(ILogger logger, int held);

        [LoggerMessage(EventId = 2003, Level = LogLevel.Information, Message = "Worker gave {Released} runs back")]
        public static partial void Released(ILogger logger, int released);

        [LoggerMessage(EventId = 2004, Level = LogLevel.Warning, Message = "{Held} runs could not be given back; other workers take them when their leases run out")]
        public static partial void ReleaseFailed(ILogger logger, int held, Exception exception);
    }
}
