using Antpath.Engine.Database;
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

        // a loop that breaks on a defect drains this worker and then stops its host: half a worker would hold runs and never end them
        using var draining = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var claimWake = new WakeSignal(time);
        var renewWake = new WakeSignal(time);
        var renewal = EndedAsync(loops.Renewer.RunAsync(renewWake, renewing.Token), draining);
        var steps = EndedAsync(loops.Steps.RunAsync(draining.Token, cutOff.Token), draining);
        var others = Task.WhenAll(
            EndedAsync(loops.Claims.RunAsync(claimWake, draining.Token), draining),
            EndedAsync(loops.Sweeps.RunAsync(draining.Token), draining),
            EndedAsync(wakeups.ListenAsync(() => Wake(claimWake, renewWake), draining.Token), draining));
        await DrainAsync(steps, cutOff, draining.Token);
        await Task.WhenAny(others); // looked at below, when the leases are given back

        // leases are renewed until the last step has ended
        await renewing.CancelAsync();
        await Task.WhenAny(renewal);
        await ReleaseAsync();
        await Task.WhenAll(steps, others, renewal);
    }

    private static void Wake(WakeSignal claimWake, WakeSignal renewWake)
    {
        claimWake.Set();
        renewWake.Set();
    }

    private async Task DrainAsync(Task steps, CancellationTokenSource cutOff, CancellationToken stopping)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stopping.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), asked))
            await asked.Task;
        Log.Draining(log, loops.Held.Count);
        cutOff.CancelAfter(options.Value.DrainTimeout);
        await Task.WhenAny(steps);
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
        catch (Exception e) when (e is NpgsqlException || DatabaseTrouble.Is(e))
        {
            Log.ReleaseFailed(log, left.Count, e);
        }
    }

    /// <summary>A loop that ends because it was asked to is no error; one that breaks takes the others along.</summary>
    private async Task EndedAsync(Task loop, CancellationTokenSource draining)
    {
        try
        {
            await loop;
        }
        catch (OperationCanceledException)
        {
            // the only token these loops see is the host's or ours
        }
#pragma warning disable CA1031 // thrown again: it ends this service, and with it the host
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.LoopBroke(log, e);
            await draining.CancelAsync();
            throw;
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

        [LoggerMessage(EventId = 2005, Level = LogLevel.Critical, Message = "A loop of this worker broke; it gives its runs back and stops")]
        public static partial void LoopBroke(ILogger logger, Exception exception);
    }
}
