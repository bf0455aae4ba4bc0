using System.Collections.Concurrent;
using Antpath.Engine.Database;
using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Secrets.Keys;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Antpath.Worker;

/// <summary>Runs due steps, a bounded number side by side, and decides what an exception in one of them means. The only place that catches them all.</summary>
internal sealed partial class StepDispatcher(StepLoop loop, RunLeases leases, HeldRuns held, IOptions<WorkerOptions> options, ILogger<StepDispatcher> log)
{
    private static readonly TimeSpan LookAtLeastEvery = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Task, byte> _steps = new();

    /// <param name="stopping">No further step begins.</param>
    /// <param name="cutOff">Steps under way are interrupted.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken cutOff)
    {
        try
        {
            // runs that somebody wants stopped have places of their own: all others may be taken by calls that hang
            await Task.WhenAll(
                TakeAsync(held.TakeDue, options.Value.StepsConcurrent, held.Changed, stopping, cutOff),
                TakeAsync(held.TakeHurried, options.Value.HurriedStepsConcurrent, held.HurriedChanged, stopping, cutOff));
        }
        finally
        {
            await Task.WhenAll(_steps.Keys);
        }
    }

    private async Task TakeAsync(TakeRun take, int concurrent, WakeSignal changed, CancellationToken stopping, CancellationToken cutOff)
    {
        var slots = new SemaphoreSlim(concurrent); // steps give their place back after this loop has ended
        while (true)
        {
            await slots.WaitAsync(stopping);
            if (take(out var nextIn) is { } run)
            {
                Start(run, slots, cutOff);
                continue;
            }

            slots.Release();
            await changed.WaitAsync(nextIn < LookAtLeastEvery ? nextIn.Value : LookAtLeastEvery, stopping);
        }
    }

    private void Start(HeldRun run, SemaphoreSlim slots, CancellationToken cutOff)
    {
        var step = Task.Run(
            async () =>
            {
                try
                {
                    await StepAsync(run, cutOff);
                }
                finally
                {
                    slots.Release();
                }
            },
            CancellationToken.None);
        _steps.TryAdd(step, 0);
        _ = step.ContinueWith(done => _steps.TryRemove(done, out _), TaskScheduler.Default);
    }

    /// <summary>Takes one step of a run and deals with its result, whatever it is.</summary>
    internal async Task StepAsync(HeldRun run, CancellationToken cutOff)
    {
        try
        {
            var result = await loop.StepAsync(run, cutOff);
            run.Exceptions = 0;
            await AfterAsync(run, result);
        }
        catch (OperationCanceledException) when (cutOff.IsCancellationRequested)
        {
            // interrupted, not failed: the run is given back by the drain
        }
#pragma warning disable CA1031 // a defect in one run must not stop the others
        catch (Exception e)
#pragma warning restore CA1031
        {
            await BrokenAsync(run, e, cutOff);
        }
    }

    private async Task AfterAsync(HeldRun run, StepResult result)
    {
        switch (result)
        {
            case StepResult.Again again:
                held.Return(run, again.After);
                break;
            case StepResult.GiveBack back:
                held.Drop(run);
                await leases.ReleaseAsync([run.Lease], back.DueIn, CancellationToken.None);
                break;
            case StepResult.LeaseLost:
                Log.LeaseLost(log, run.Lease.Run.ToString());
                held.Drop(run);
                break;
            default:
                held.Drop(run);
                break;
        }
    }

    private async Task BrokenAsync(HeldRun run, Exception exception, CancellationToken cutOff)
    {
        run.Hurry(); // whatever is remembered of the tables may be wrong
        if (!(DatabaseTrouble.Is(exception) || exception is KeyUnavailableException))
            run.Exceptions++; // the database's trouble, or the key service's, is not the run's: it ends nobody
        var wait = options.Value.StepRetryBase * Math.Min(1 << Math.Min(run.Exceptions, 6), 60);
        if (wait > options.Value.StepRetryMax)
            wait = options.Value.StepRetryMax;
        if (run.Exceptions < options.Value.StepFailuresMax)
        {
            Log.StepBroke(log, run.Lease.Run.ToString(), run.Exceptions, wait, exception);
            held.Return(run, wait);
            return;
        }

        Log.GivenUp(log, run.Lease.Run.ToString(), run.Exceptions, exception);
        try
        {
            run.Exceptions = 0;
            await AfterAsync(run, await loop.GiveUpAsync(run, cutOff));
        }
#pragma warning disable CA1031 // not even ending it works: its lease runs out, and the count of claims without progress ends it
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.GivingUpFailed(log, run.Lease.Run.ToString(), e);
            held.Drop(run);
        }
    }

    private delegate HeldRun? TakeRun(out TimeSpan? nextIn);

    private static partial class Log
    {
        [LoggerMessage(EventId = 2201, Level = LogLevel.Debug, Message = "{Run} is another worker's now")]
        public static partial void LeaseLost(ILogger logger, string run);

        [LoggerMessage(EventId = 2202, Level = LogLevel.Warning, Message = "A step of {Run} broke ({Exceptions} in a row); tried again in {Wait}")]
        public static partial void StepBroke(ILogger logger, string run, int exceptions, TimeSpan wait, Exception exception);

        [LoggerMessage(EventId = 2203, Level = LogLevel.Error, Message = "Steps of {Run} broke {Exceptions} times in a row; the run is ended as failed")]
        public static partial void GivenUp(ILogger logger, string run, int exceptions, Exception exception);

        [LoggerMessage(EventId = 2204, Level = LogLevel.Error, Message = "{Run} could not even be ended; it is left to its lease")]
        public static partial void GivingUpFailed(ILogger logger, string run, Exception exception);
    }
}
