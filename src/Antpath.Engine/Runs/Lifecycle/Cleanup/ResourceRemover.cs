using System.Diagnostics;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Engine.Runs.Lifecycle.Provisioning;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Lifecycle.Cleanup;

/// <summary>Carries out what clean-up decided about one journal entry, and records each try.</summary>
internal sealed class ResourceRemover(StepKit kit, IntentSettler settler)
{
    private const string Step = "clean_up";

    private static readonly TimeSpan FirstSearchAgain = TimeSpan.FromSeconds(1);

    public async Task<bool> CarryOutAsync(StepScene scene, JournalEntry entry, Removal removal, CancellationToken cancellationToken)
    {
        switch (removal)
        {
            case Removal.Dispose:
                await DisposeAsync(scene, entry, cancellationToken);
                break;
            case Removal.Search:
                await SearchAsync(scene, entry, cancellationToken);
                break;
            case Removal.Retain:
                await kit.CommitAsync(scene.Held, Tried(entry, "retain", CleanupStatus.Retained, null, null));
                break;
            case Removal.Gone:
                await kit.CommitAsync(scene.Held, Tried(entry, "delete", CleanupStatus.Succeeded, null, null));
                break;
            case Removal.GiveUp:
                var error = new AttemptError(AttemptError.Word(ErrorClass.TransientProvider), "container_left", "What contains it could not be removed.", null);
                await kit.CommitAsync(scene.Held, Tried(entry, "delete", CleanupStatus.Failed, error, null));
                break;
            default:
                throw new UnreachableException($"removal {removal}");
        }

        return true;
    }

    /// <summary>Gives an entry up: its run's clean-up cannot go on with it, or not with this secret.</summary>
    public IReadOnlyList<StepWrite> GivenUp(JournalEntry entry, string code, string message) =>
    [
        Tried(entry, ActionFor(entry), CleanupStatus.Failed, new AttemptError(AttemptError.Word(ErrorClass.AntpathBug), code, message, null), null),
        new AuditCleanupFailure(kit.NewUuid(), entry.ResourceType, entry.ProviderId, code),
    ];

    private async Task DisposeAsync(StepScene scene, JournalEntry entry, CancellationToken cancellationToken)
    {
        await kit.Milestones.ReachedAsync(Step, entry.LocalKey, Moment.BeforeIntent);

        // a session that did not settle in time cannot be deleted while it runs
        if (entry.ResourceType == ProviderResourceType.Session && entry.CleanupTries > 0)
            await scene.Provider.InterruptAsync(entry.ProviderId!, cancellationToken);
        var disposed = await scene.Provider.DisposeResourceAsync(entry.ResourceType, entry.ProviderId!, cancellationToken);
        await kit.Milestones.ReachedAsync(Step, entry.LocalKey, Moment.AfterReply);
        if (!disposed.Succeeded)
        {
            await FailedAsync(scene, entry, disposed.Failure);
            return;
        }

        var action = disposed.Value == Disposal.Archived ? "archive" : ActionFor(entry);
        await kit.CommitAsync(
            scene.Held,
            Tried(entry, action, CleanupStatus.Succeeded, null, null),
            new AppendEvents(entry.Attempt, [kit.Event("run.resource_disposed", ("type", entry.ResourceType))]));
        await kit.Milestones.ReachedAsync(Step, entry.LocalKey, Moment.AfterCommit);
    }

    private async Task SearchAsync(StepScene scene, JournalEntry entry, CancellationToken cancellationToken)
    {
        var askedAt = kit.Time.GetTimestamp();
        var search = await settler.SearchAsync(scene, entry, cancellationToken);
        if (!search.Succeeded)
        {
            await FailedAsync(scene, entry, search.Failure);
            return;
        }

        var (found, strays) = MarkerSearch.Choose(search.Value, entry.AttemptNumber, IntentSettler.KnownIds(scene.Facts));
        if (found is not null)
        {
            var parent = entry.ResourceType == ProviderResourceType.Credential ? entry.ParentProviderId : null;
            await kit.CommitAsync(
                scene.Held, [new RecordCreated(entry.Id, found.ProviderId, found.Version, parent), .. strays.Select(s => settler.Stray(entry, s))]);
        }
        else if (settler.ProvenAbsentForGood(scene.Held, entry, askedAt))
        {
            await kit.CommitAsync(scene.Held, new RecordAbsent(entry.Id));
        }
        else
        {
            scene.Held.Searches.Missed(entry.Id, times => kit.Time.GetTimestamp() + kit.Ticks(SearchAgain(times)));
        }
    }

    private TimeSpan SearchAgain(int times) => kit.Waits.Poll(FirstSearchAgain, kit.Options.PollMax, times);

    private async Task FailedAsync(StepScene scene, JournalEntry entry, ProviderFailure failure)
    {
        var tries = entry.CleanupTries + 1;
        var error = AttemptError.Of(failure);
        if (RemovalRetry.Again(failure, tries, kit.Options.CleanupRetryMax, kit.Options.CleanupRefusedMax))
        {
            var wait = kit.Waits.Backoff(kit.Options.CleanupRetryBase, kit.Options.CleanupRetryWaitMax, tries);
            if (failure.RetryAfter > wait)
                wait = failure.RetryAfter.Value + kit.Waits.Within(kit.Options.CleanupRetryBase);
            await kit.CommitAsync(scene.Held, Tried(entry, ActionFor(entry), CleanupStatus.InProgress, error, wait));
            return;
        }

        await kit.CommitAsync(
            scene.Held,
            Tried(entry, ActionFor(entry), CleanupStatus.Failed, error, null),
            new AuditCleanupFailure(kit.NewUuid(), entry.ResourceType, entry.ProviderId, failure.Code));
    }

    private RecordRemoval Tried(JournalEntry entry, string action, string status, AttemptError? error, TimeSpan? retryIn) => new()
    {
        Id = kit.NewUuid(),
        Resource = entry.Id,
        Action = action,
        CleanupStatus = status,
        RetryCount = entry.CleanupTries,
        RetryIn = retryIn,
        Error = error,
    };

    private static string ActionFor(JournalEntry entry) => entry.ResourceType == ProviderResourceType.Agent ? "archive" : "delete";
}
