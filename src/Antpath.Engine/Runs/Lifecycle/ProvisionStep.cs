using Antpath.Engine.Database;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Engine.Runs.Lifecycle.Provisioning;
using Antpath.Ids;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>
/// Creates, in waves, what the run needs at the provider. 1: settle intents whose outcome is not known. 2: journal the next wave. 3: create it
/// side by side, each answer recorded at once. The wave with the session moves the run on.
/// </summary>
internal sealed class ProvisionStep(StepKit kit, ResourceMarkers markers, ResourceCreator creator, IntentSettler settler)
{
    private static readonly TimeSpan SearchAgain = TimeSpan.FromSeconds(1);

    public async Task<StepResult> RunAsync(StepScene scene, CancellationToken cancellationToken)
    {
        var live = scene.Facts.LiveByKey();
        var plan = ProvisionPlan.For(scene.Bundle);

        // :: Step 1
        var unknown = live.Values.Where(e => e.State == JournalState.Intended).ToList();
        if (unknown.Count > 0)
        {
            var settled = await BoundedCalls.RunAsync(unknown, kit.Options.CallsPerRun, e => SettleAsync(scene, live, e, cancellationToken));
            return await AfterAsync(scene, settled);
        }

        // :: Step 2
        var intents = plan.Ready(live).Select(planned => Intend(scene, planned)).ToList();
        await kit.Milestones.ReachedAsync(ResourceCreator.Step, "wave", Moment.BeforeIntent);
        var committed = await kit.CommitAsync(scene.Held, [.. intents.Select(e => Journaled(scene, e))]);
        if (committed.Signals.Stop)
        {
            // nobody was asked yet, so their absence is known and clean-up need not search for them
            await kit.CommitAsync(scene.Held, [.. intents.Select(e => new RecordAbsent(e.Id))]);
            return StepResult.AtOnce;
        }

        // :: Step 3
        var creations = await BoundedCalls.RunAsync(intents, kit.Options.CallsPerRun, e => creator.CreateAsync(scene, plan, live, e, cancellationToken));
        return await AfterAsync(scene, creations);
    }

    private JournalEntry Intend(StepScene scene, PlannedResource planned)
    {
        var attempt = scene.Facts.RequiredAttempt;
        var tries = scene.Facts.Journal.Count(e => e.Attempt == attempt.Id && e.LocalKey == planned.LocalKey);
        return new JournalEntry
        {
            Id = kit.NewResourceId(),
            Attempt = attempt.Id,
            AttemptNumber = attempt.Number,
            ResourceType = planned.ResourceType,
            LocalKey = planned.LocalKey,
            Try = tries + 1,
            State = JournalState.Intended,
            IntendedAt = kit.Time.GetUtcNow(),
            IntendedSince = kit.Time.GetTimestamp(),
            CleanupStatus = CleanupStatus.Pending,
            CleanupTries = 0,
        };
    }

    private IntendResource Journaled(StepScene scene, JournalEntry entry)
    {
        var name = ProviderNames.For(entry.ResourceType, markers.For(scene.Held.Lease.Run, entry));
        return new IntendResource(entry.Id, entry.Attempt, entry.ResourceType, entry.LocalKey, entry.Try, name);
    }

    private async Task<Creation> SettleAsync(
        StepScene scene, IReadOnlyDictionary<string, JournalEntry> live, JournalEntry entry, CancellationToken cancellationToken)
    {
        var askedAt = kit.Time.GetTimestamp();
        var search = await settler.SearchAsync(scene, entry, cancellationToken);
        if (!search.Succeeded)
            return new Creation(entry.LocalKey, CreateVerdict.Unknown, search.Failure);

        var (adopted, strays) = MarkerSearch.Choose(search.Value, entry.AttemptNumber, IntentSettler.KnownIds(scene.Facts));
        if (adopted is not null)
        {
            if (strays.Count > 0)
                await kit.CommitAsync(scene.Held, [.. strays.Select(s => settler.Stray(entry, s))]);
            await creator.RecordAsync(scene, entry, new CreatedResource(adopted.ProviderId, adopted.Version), live);
            return new Creation(entry.LocalKey, CreateVerdict.Created, null);
        }

        if (!settler.ProvenAbsent(scene.Held, entry, askedAt))
            return new Creation(entry.LocalKey, CreateVerdict.Unknown, null);
        await kit.CommitAsync(scene.Held, new RecordAbsent(entry.Id));
        return new Creation(entry.LocalKey, CreateVerdict.Created, null);
    }

    private async Task<StepResult> AfterAsync(StepScene scene, IReadOnlyList<Creation> creations)
    {
        if (Creation.Worst(creations) is not { } worst)
            return StepResult.AtOnce;
        if (worst.Failure is null)
            return new StepResult.Again(kit.Waits.Spread(Min(SearchAgain, kit.Options.UnknownOutcomeGrace)));

        var progressed = worst.Verdict != CreateVerdict.Refused && creations.Any(c => c.Verdict == CreateVerdict.Created);
        return await FailAsync(scene, worst.Failure, progressed ? 1 : scene.Facts.StepFailures + 1);
    }

    /// <summary>Carries out what follows a failure before the prompt was sent.</summary>
    /// <param name="scene">The step.</param>
    /// <param name="failure">What went wrong.</param>
    /// <param name="stepFailures">Failures in a row, this one included.</param>
    public async Task<StepResult> FailAsync(StepScene scene, ProviderFailure failure, int stepFailures)
    {
        // the deadline bounds it: a run that waits for its key's turn has failed at nothing
        if (failure.NotAsked)
            return new StepResult.Again(kit.RetryWait(1, failure.RetryAfter));

        var attempt = scene.Facts.RequiredAttempt;
        var next = AttemptPolicy.Decide(failure, stepFailures, kit.Options.StepFailuresMax, attempt.Number, scene.Facts.AttemptsMax);
        switch (next)
        {
            case AfterFailure.Retry:
                await kit.CommitAsync(scene.Held, new RecordStepFailure(stepFailures));
                return new StepResult.Again(kit.RetryWait(stepFailures, failure.RetryAfter));

            case AfterFailure.NewAttempt:
                scene.Held.ForgetAttempt();
                var renewed = kit.Time.NewId<AttemptId>();
                await kit.CommitAsync(
                    scene.Held,
                    new EndAttempt(attempt.Id, EndAttempt.Abandoned, AttemptError.Of(failure)),
                    new StartAttempt(renewed, attempt.Number + 1),
                    new AppendEvents(renewed, [kit.Event("run.attempt_started", ("attempt", attempt.Number + 1), ("code", failure.Code))]));
                return new StepResult.Again(kit.RetryWait(stepFailures, failure.RetryAfter));

            case AfterFailure.Fail fail:
                await kit.CommitAsync(
                    scene.Held,
                    new EndAttempt(attempt.Id, EndAttempt.Abandoned, AttemptError.Of(failure)),
                    new FinishRun(scene.Facts.Phase, fail.Ending),
                    new AppendEvents(attempt.Id, [kit.StatusChanged(scene.Facts.Phase, fail.Ending.Status, fail.Ending.Code)]));
                return StepResult.AtOnce;

            default:
                throw new System.Diagnostics.UnreachableException($"after a failure: {next}");
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
