using Antpath.Engine.Runs.Reconciliation;

namespace Antpath.Engine.Outputs.Storage;

/// <summary>Removes what broken-off copies left in the store: no listing shows it, so nothing else would.</summary>
internal sealed class LeftoverSweep(IOutputStore store, TimeProvider time) : ISweep
{
    /// <summary>Leftovers are a day old at least: asking the store more often finds nothing new.</summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromHours(1);

    private long? _lookedAt;

    public string Name => "remove_broken_copies";

    public int BatchMax => 10_000;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        if (_lookedAt is { } at && time.GetElapsedTime(at) < Spacing)
            return 0;
        _lookedAt = time.GetTimestamp();
        return await store.RemoveLeftoversAsync(BatchMax, cancellationToken);
    }
}
