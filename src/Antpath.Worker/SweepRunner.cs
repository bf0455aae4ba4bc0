using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Runs.Reconciliation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Antpath.Worker;

/// <summary>Runs every sweep again and again: every so often, sooner while there is a full batch to repair.</summary>
internal sealed partial class SweepRunner(IEnumerable<ISweep> sweeps, IOptions<WorkerOptions> options, TimeProvider time, ILogger<SweepRunner> log)
{
    private readonly Random _random = new();

    public Task RunAsync(CancellationToken stopping) => Task.WhenAll(sweeps.Select(s => RunAsync(s, _random.NextDouble(), stopping)));

    private async Task RunAsync(ISweep sweep, double offset, CancellationToken stopping)
    {
        // workers that start together do not sweep together
        var every = sweep.Every ?? options.Value.SweepEvery;
        await Task.Delay(every * offset, time, stopping);
        while (!stopping.IsCancellationRequested)
        {
            // a full batch means that more is waiting; a pause all the same, in case the same rows keep coming
            var full = await SweepAsync(sweep, stopping) >= sweep.BatchMax;
            await Task.Delay(full ? every / 10 : every, time, stopping);
        }
    }

    /// <returns>How many rows were looked at; none when the sweep broke.</returns>
    internal async Task<int> SweepAsync(ISweep sweep, CancellationToken stopping)
    {
        try
        {
            var seen = await sweep.SweepAsync(stopping);
            if (seen > 0)
                Log.Swept(log, sweep.Name, seen);
            return seen;
        }
#pragma warning disable CA1031 // a sweep that breaks must not stop the worker; it runs again later
        catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.SweepBroke(log, sweep.Name, e);
            return 0;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2401, Level = LogLevel.Debug, Message = "Sweep {Sweep} looked at {Rows} rows")]
        public static partial void Swept(ILogger logger, string sweep, int rows);

        [LoggerMessage(EventId = 2402, Level = LogLevel.Warning, Message = "Sweep {Sweep} broke; it runs again later")]
        public static partial void SweepBroke(ILogger logger, string sweep, Exception exception);
    }
}
