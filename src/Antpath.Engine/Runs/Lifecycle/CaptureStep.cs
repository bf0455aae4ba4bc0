using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle.Capture;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>
/// Copies every file of the session, on every ending. 1: list until the list has come to rest. 2: copy a batch, a few at a time; what cannot be
/// copied becomes a row of its own. 3: when none is left, the manifest is stored and the run becomes terminal. If something may be tried again, its
/// session is kept for a while.
/// </summary>
internal sealed class CaptureStep(StepKit kit, BatchCapture batches, ManifestCapture manifest)
{
    public async Task<StepResult> RunAsync(StepScene scene, CancellationToken cancellationToken)
    {
        var held = scene.Held;
        var attempt = scene.Facts.RequiredAttempt;
        held.CaptureStartedAt ??= kit.Time.GetTimestamp();

        // :: Step 1
        var window = Window(held, attempt);
        if (window == CaptureWindowState.Open)
        {
            var askedAt = kit.Time.GetTimestamp();
            var listed = await scene.Provider.ListFilesAsync(attempt.SessionId!, cancellationToken);
            if (!listed.Succeeded)
                return await UnlistedAsync(scene, listed.Failure, cancellationToken);
            held.QuietPolls = 0;
            held.Listings.Add(new FileListing(askedAt, kit.Time.GetTimestamp(), listed.Value));
            window = Window(held, attempt);
        }

        if (window == CaptureWindowState.Open)
            return new StepResult.Again(kit.Waits.Spread(kit.Options.SettleInterval));

        // :: Step 2
        var batch = await batches.CopyAsync(scene, held.Listings.Count == 0 ? [] : held.Listings[^1].Files, cancellationToken);
        if (batch.Next is { } next)
            return next;

        // :: Step 3
        return await FinishAsync(scene, batch.Closing, cancellationToken);
    }

    /// <summary>Ends capture: gives back what was held for copies that will not be made, and makes the run terminal.</summary>
    private async Task<StepResult> FinishAsync(StepScene scene, IReadOnlyList<StepWrite> first, CancellationToken cancellationToken)
    {
        var ending = scene.Facts.Ending ?? throw new InvalidOperationException($"{scene.Held.Lease.Run} is being captured without a known ending.");
        if (first.Count > 0)
            await kit.CommitAsync(scene.Held, first); // the manifest tells of it
        var stored = await manifest.StoreAsync(scene, cancellationToken);
        if (stored.Next is { } next)
            return next;

        await kit.CommitAsync(
            scene.Held,
            [
                .. stored.Closing,
                new AppendEvents(scene.Facts.RequiredAttempt.Id, [kit.StatusChanged(RunStatus.CapturingOutputs, ending.Status, ending.Code)]),
                new FinishRun(RunStatus.CapturingOutputs, ending),
                new KeepSession(kit.Options.SessionKeptFor),
            ]);
        await kit.Milestones.ReachedAsync("capture", "run", Moment.AfterCommit);
        return StepResult.AtOnce;
    }

    private async Task<StepResult> UnlistedAsync(StepScene scene, ProviderFailure failure, CancellationToken cancellationToken)
    {
        if (failure.Class == ErrorClass.TransientProvider && kit.Age(scene.Held.CaptureStartedAt!.Value) < kit.Options.CaptureOutageMax)
            return new StepResult.Again(kit.RetryWait(++scene.Held.QuietPolls, failure.RetryAfter));
        return await FinishAsync(scene, batches.Unlisted(scene, failure), cancellationToken);
    }

    private CaptureWindowState Window(HeldRun held, AttemptFacts attempt) =>
        CaptureWindow.Look(
            held.Listings, Math.Min(attempt.SettledAt ?? long.MaxValue, held.CaptureStartedAt!.Value), kit.Time.GetElapsedTime, kit.Options);
}
