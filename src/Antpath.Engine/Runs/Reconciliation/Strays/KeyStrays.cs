using Antpath.Engine.Runs.Lifecycle;

namespace Antpath.Engine.Runs.Reconciliation.Strays;

/// <summary>
/// Beside the clean-up of a run, now and then, removes what nobody holds any more within the reach of the run's key: the only time at which this
/// process has that key. Bounded in time and number; whatever goes wrong here never holds the run up, for the next turn looks again.
/// </summary>
internal sealed class KeyStrays(StraySearch search, StrayJournal journal, SweepFindings findings, SweepOptions options, TimeProvider time)
{
    private const int KeysMax = 10_000;

    private readonly KeyTurns _turns = new(options.StraysEvery, KeysMax, time);

    /// <summary>Takes the key's turn, when it is due.</summary>
    /// <returns>How many were removed.</returns>
    public async Task<int> TakeTurnAsync(StepScene scene, CancellationToken cancellationToken)
    {
        if (!_turns.TryTake(scene.Bundle.Secrets.Anthropic.ApiKey))
            return 0;
        using var outOfTime = new CancellationTokenSource(options.StraysTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, outOfTime.Token);
        var removed = 0;
        try
        {
            var sessionsLeft = new HashSet<string>(StringComparer.Ordinal);
            foreach (var kind in StraySearch.Kinds)
            {
                var strays = await search.LookAsync(scene.Provider, kind, sessionsLeft, either.Token);
                if (!strays.Succeeded)
                    break;
                foreach (var stray in strays.Value.Where(s => s.Goes).Take(options.StraysMax - removed))
                {
                    var disposed = await StraySearch.RemoveAsync(scene.Provider, stray, either.Token);
                    if (!disposed.Succeeded)
                        continue;
                    await journal.RemovedAsync(stray, disposed.Value, CancellationToken.None);
                    findings.Repaired("remove_strays", stray.Verdict.Reason, 1);
                    removed++;
                }
            }
        }
        catch (OperationCanceledException) when (outOfTime.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // the next turn goes on
        }

        return removed;
    }
}
