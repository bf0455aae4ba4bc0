using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Runs.Lifecycle;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Antpath.Worker;

/// <summary>Keeps the leases of this process, all in one statement, and sees by the way which runs somebody wants to be looked at.</summary>
internal sealed partial class LeaseRenewer(RunLeases leases, HeldRuns held, IOptions<WorkerOptions> options, TimeProvider time, ILogger<LeaseRenewer> log)
{
    /// <param name="wake">Set when somebody said that there is something to see.</param>
    /// <param name="stopping">Ends the loop.</param>
    public async Task RunAsync(WakeSignal wake, CancellationToken stopping)
    {
        var renewedAt = time.GetTimestamp();
        while (!stopping.IsCancellationRequested)
        {
            var rest = options.Value.RenewEvery - time.GetElapsedTime(renewedAt);
            if (rest > TimeSpan.Zero)
                await wake.WaitAsync(rest, stopping);
            if (time.GetElapsedTime(renewedAt) >= options.Value.RenewEvery)
            {
                renewedAt = time.GetTimestamp();
                await RenewAsync();
            }
            else
            {
                await LookAsync();
                await Task.Delay(options.Value.LookSpacing, time, stopping);
            }
        }
    }

    /// <summary>Renews once.</summary>
    internal Task RenewAsync() => AttemptAsync(RenewAllAsync);

    /// <summary>Looks once for runs that somebody hurried.</summary>
    internal Task LookAsync() => AttemptAsync(LookAtAllAsync);

    private async Task RenewAllAsync()
    {
        var mine = held.Leases;
        if (mine.Count == 0)
            return;
        var renewed = await leases.RenewAsync(mine, CancellationToken.None);
        foreach (var run in renewed.Where(r => r.Hurried))
            held.Hurry(run.Run);
        foreach (var lease in mine.Where(l => !l.Held))
            held.Hurry(lease.Run); // its next step finds out and drops it
    }

    private async Task LookAtAllAsync()
    {
        var mine = held.Leases;
        if (mine.Count == 0)
            return;
        foreach (var run in await leases.FindHurriedAsync(mine, CancellationToken.None))
            held.Hurry(run);
    }

    private async Task AttemptAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
#pragma warning disable CA1031 // a loop that ends would lose every lease for good
        catch (Exception e)
#pragma warning restore CA1031
        {
            // the lease clock stops the steps by itself if this goes on
            Log.RenewalFailed(log, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 2301, Level = LogLevel.Warning, Message = "Leases could not be renewed or looked at; tried again soon")]
        public static partial void RenewalFailed(ILogger logger, Exception exception);
    }
}
