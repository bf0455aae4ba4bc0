using Antpath.Engine.Database;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Ids;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>What every step works with.</summary>
internal sealed record StepKit(StepWriter Writer, WorkerOptions Options, WaitTimes Waits, TimeProvider Time, Milestones Milestones)
{
    /// <summary>Writes a step's effects and forgets the facts read before them.</summary>
    /// <returns>The signals as the fence saw them.</returns>
    /// <exception cref="Claiming.LeaseLostException">Nothing was written: another worker holds the run.</exception>
    public async Task<CommitResult.Committed> CommitAsync(HeldRun held, params IReadOnlyList<StepWrite> writes)
    {
        held.Facts = null;
        return await Writer.CommitAsync(held.Lease, writes) switch
        {
            CommitResult.Committed committed => Progressed(held, writes, committed),
            CommitResult.LeaseLost => throw new Claiming.LeaseLostException(held.Lease.Run),
            var other => throw new System.Diagnostics.UnreachableException($"commit gave {other}"),
        };
    }

    private static CommitResult.Committed Progressed(HeldRun held, IReadOnlyList<StepWrite> writes, CommitResult.Committed committed)
    {
        if (writes.Any(w => w.Progress))
            held.Lease.Progressed = true;
        return committed;
    }

    /// <summary>An event of ours.</summary>
    public NewEvent Event(string type, params ReadOnlySpan<(string Name, object Value)> summary) =>
        new() { Id = NewUuid(), Type = type, Summary = EventSummary.Write(summary) };

    /// <summary>The event of a changed status.</summary>
    public NewEvent StatusChanged(string from, string to, string code) => Event("run.status_changed", ("from", from), ("to", to), ("code", code));

    public Guid NewUuid() => Time.NewUuid();

    public ResourceId NewResourceId() => Time.NewId<ResourceId>();

    public long Ticks(TimeSpan span) => (long)(span.TotalSeconds * Time.TimestampFrequency);

    public TimeSpan Age(long timestamp) => Time.GetElapsedTime(timestamp);

    /// <summary>The wait after a number of failures in a row, or what the provider asked for if that is longer.</summary>
    public TimeSpan RetryWait(int failures, TimeSpan? providerAsks)
    {
        var ours = Waits.Backoff(Options.StepRetryBase, Options.StepRetryMax, Math.Max(1, failures));
        return providerAsks > ours ? providerAsks.Value + Waits.Within(Options.StepRetryBase) : ours; // never sooner than it asked
    }
}
