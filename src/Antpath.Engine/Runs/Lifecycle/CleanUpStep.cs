using Antpath.Engine.Runs.Lifecycle.Cleanup;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Engine.Runs.Lifecycle.Provisioning;
using Antpath.Engine.Runs.Reconciliation.Strays;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>
/// Removes what the run created, each resource on its own schedule. 1: look once for late duplicates of creates that were given up as absent.
/// 2: carry out what is due, kind by kind. 3: when everything is over, look for leaks within the key's reach, if that is due, and destroy the run's
/// secret in the transaction that says so.
/// </summary>
internal sealed class CleanUpStep(StepKit kit, ResourceRemover remover, IntentSettler settler, KeyStrays leaks)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    public async Task<StepResult> RunAsync(StepScene scene, CancellationToken cancellationToken)
    {
        // :: Step 1
        var now = kit.Time.GetTimestamp();
        if (!scene.Held.StraysSought && scene.Held.StrayLooks.NextAt <= now && await FindStraysAsync(scene, cancellationToken))
            return StepResult.AtOnce;

        // :: Step 2
        var journal = scene.Facts.Journal;
        var due = Due(scene, now);
        if (due.Count > 0)
        {
            await BoundedCalls.RunAsync(due, kit.Options.CallsPerRun, d => remover.CarryOutAsync(scene, d.Entry, d.Removal, cancellationToken));
            return StepResult.AtOnce;
        }

        // :: Step 3
        if (!journal.All(RemovalOrder.Over) || !scene.Held.StraysSought)
            return new StepResult.Again(UntilNext(scene, now));
        if (journal.Count > 0) // a run that never touched the provider does not begin now
            await leaks.TakeTurnAsync(scene, cancellationToken);
        return await CompleteAsync(scene.Held, scene.Facts, RemovalOrder.Outcome(journal), []);
    }

    /// <summary>Gives up what is left, and destroys the secret all the same: a run that cannot be cleaned up must not keep it.</summary>
    public Task<StepResult> AbandonAsync(HeldRun held, RunFacts facts, string code, string message)
    {
        var left = facts.Journal.Where(e => !RemovalOrder.Over(e)).ToList();
        var outcome = left.Count > 0 ? CleanupStatus.Failed : RemovalOrder.Outcome(facts.Journal);
        return CompleteAsync(held, facts, outcome, [.. left.SelectMany(e => remover.GivenUp(e, code, message))]);
    }

    /// <summary>Gives up the kind that is being removed, which stopped its workers; the other kinds get their turn.</summary>
    public async Task<StepResult> AbandonFirstAsync(HeldRun held, RunFacts facts, string code, string message)
    {
        var left = facts.Journal.Where(e => !RemovalOrder.Over(e)).ToList();
        if (left.Count == 0)
            return await AbandonAsync(held, facts, code, message);
        var rank = left.Min(e => RemovalOrder.Rank(e.ResourceType));
        var first = left.Where(e => RemovalOrder.Rank(e.ResourceType) == rank);
        await kit.CommitAsync(held, [.. first.SelectMany(e => remover.GivenUp(e, code, message))]);
        return StepResult.AtOnce;
    }

    /// <summary>What is due of the earliest kind that has something due.</summary>
    private IReadOnlyList<(JournalEntry Entry, Removal Removal)> Due(StepScene scene, long now)
    {
        var journal = scene.Facts.Journal;
        var due = journal.Select(e => (Entry: e, Removal: RemovalOrder.For(e, journal, scene.Facts.Retain, at => at <= now)))
            .Where(d => d.Removal is not (Removal.None or Removal.Wait))
            .Where(d => d.Removal != Removal.Search || !(scene.Held.Searches.NextAt(d.Entry.Id) > now)).ToList();
        var rank = due.Count == 0 ? 0 : due.Min(d => RemovalOrder.Rank(d.Entry.ResourceType));
        return [.. due.Where(d => RemovalOrder.Rank(d.Entry.ResourceType) == rank)];
    }

    private TimeSpan UntilNext(StepScene scene, long now)
    {
        // a time that has come and did not make its entry due is not the one it waits for
        var times = scene.Facts.Journal.Where(e => !RemovalOrder.Over(e))
            .Select(e => Later(e.CleanupNextAt, e.State == JournalState.Intended ? scene.Held.Searches.NextAt(e.Id) : null))
            .Append(scene.Held.StraysSought ? null : scene.Held.StrayLooks.NextAt);
        return times.Where(t => t > now).Min() is { } next ? kit.Time.GetElapsedTime(now, next) : LookAgain;
    }

    /// <summary>An intent waits for both: after a search that failed the next one is due later than the schedule of misses says.</summary>
    private static long? Later(long? one, long? other) => one is null || other > one ? other : one;

    private async Task<bool> FindStraysAsync(StepScene scene, CancellationToken cancellationToken)
    {
        // a vault's credentials are found, and go, with the vault
        var givenUp = scene.Facts.Journal.Where(e => e.State == JournalState.Absent && e.ResourceType != Providers.ProviderResourceType.Credential)
            .DistinctBy(e => (e.Attempt, e.LocalKey)).ToList();
        var known = IntentSettler.KnownIds(scene.Facts);
        var strays = new List<StepWrite>();
        foreach (var entry in givenUp)
        {
            var search = await settler.SearchAsync(scene, entry, cancellationToken);
            if (!search.Succeeded)
                return NotLooked(scene.Held, search.Failure);
            strays.AddRange(search.Value.Where(f => !f.Archived && !known.Contains(f.ProviderId) && f.Marker.Attempt == entry.AttemptNumber).Select(f => settler.Stray(entry, f)));
        }

        scene.Held.StraysSought = true;
        if (strays.Count > 0)
            await kit.CommitAsync(scene.Held, strays);
        return strays.Count > 0;
    }

    /// <summary>What is journaled is not held up for what may not exist; the look is repeated beside it, as often as a removal would be.</summary>
    private bool NotLooked(HeldRun held, Providers.ProviderFailure failure)
    {
        var tries = held.StrayLooks.Failed + 1;
        held.StraysSought = !RemovalRetry.Again(failure, tries, kit.Options.CleanupRetryMax, kit.Options.CleanupRefusedMax);
        held.StrayLooks = (tries, kit.Time.GetTimestamp() + kit.Ticks(kit.Waits.Backoff(kit.Options.CleanupRetryBase, kit.Options.CleanupRetryWaitMax, tries)));
        return false;
    }

    private async Task<StepResult> CompleteAsync(HeldRun held, RunFacts facts, string outcome, IReadOnlyList<StepWrite> first)
    {
        await kit.Milestones.ReachedAsync("clean_up", "secret", Moment.BeforeIntent);
        var (code, message) = outcome switch
        {
            CleanupStatus.Failed => ("resources_left", "Something could not be removed at the provider; the resources list says what, and how to remove it. The run's secret is destroyed."),
            CleanupStatus.Retained => ("retained_by_policy", "Kept at the provider as the policy says; vaults with credentials and the run's secret are destroyed."),
            _ => ("cleaned_up", "Everything the run created is removed, and its secret is destroyed."),
        };
        await kit.CommitAsync(
            held,
            [
                .. first,
                .. facts.SecretId is null ? Array.Empty<StepWrite>() : [new RecordSecretDestroyed(kit.NewUuid())],
                new AppendEvents(null, [kit.Event("run.secret_destroyed"), kit.Event("run.cleaned_up", ("status", outcome))]),
                new CompleteCleanup(facts.SecretId, outcome, code, message),
            ]);
        await kit.Milestones.ReachedAsync("clean_up", "secret", Moment.AfterCommit);
        return new StepResult.Over();
    }
}
