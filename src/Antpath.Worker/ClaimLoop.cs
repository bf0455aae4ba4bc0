using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Runs.Lifecycle;
using Antpath.Engine.Tenancy;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Antpath.Worker;

/// <summary>Claims due runs: when woken, and in any case every so often.</summary>
internal sealed partial class ClaimLoop(
    RunLeases leases, HeldRuns held, IOptions<WorkerOptions> options, IOptions<PlanOptions> plan, ILogger<ClaimLoop> log)
{
    private readonly Random _random = new();

    /// <param name="wake">Set when somebody said that there is work.</param>
    /// <param name="stopping">Ends the loop: no further claim is made.</param>
    public async Task RunAsync(WakeSignal wake, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var claimed = await ClaimAsync(stopping);
            if (claimed == 0 || claimed < options.Value.ClaimBatch / 2) // about a full batch: a claim gives each waiting workspace its share, and no more
                await wake.WaitAsync(options.Value.ClaimEvery, stopping);
        }
    }

    /// <summary>Claims once.</summary>
    /// <returns>Runs claimed.</returns>
    internal async Task<int> ClaimAsync(CancellationToken stopping)
    {
        var room = Math.Min(options.Value.ClaimBatch, options.Value.RunsHeldMax - held.Count);
        if (room <= 0)
            return 0;
        try
        {
            // a claim that is cut off is a lease nobody acts on: let it finish
            var claimed = await leases.ClaimAsync(options.Value.Name, room, plan.Value.ActiveRunsMax, CancellationToken.None);

            // a full batch means many at once, as after a start: their first steps are spread
            var spread = claimed.Count == options.Value.ClaimBatch ? options.Value.StartSpread : TimeSpan.Zero;
            foreach (var lease in claimed)
                held.Add(new HeldRun(lease), spread * _random.NextDouble());
            if (claimed.Count > 0)
                Log.Claimed(log, claimed.Count, held.Count);
            return claimed.Count;
        }
#pragma warning disable CA1031 // a loop that ends would leave the process alive and idle; it asks again soon
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.ClaimFailed(log, e);
            return 0;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2101, Level = LogLevel.Debug, Message = "Claimed {Claimed} runs, holding {Held}")]
        public static partial void Claimed(ILogger logger, int claimed, int held);

        [LoggerMessage(EventId = 2102, Level = LogLevel.Warning, Message = "Runs could not be claimed; tried again soon")]
        public static partial void ClaimFailed(ILogger logger, Exception exception);
    }
}
