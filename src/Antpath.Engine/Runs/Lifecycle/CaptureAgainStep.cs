using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle.Capture;
using Antpath.Engine.Runs.Lifecycle.Journal;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>
/// Copies what was not captured, because a user asked for it: the run is over for its user, its session is still there. Its list is at rest long since.
/// 1: list. 2: copy a batch. 3: when none is left, another manifest is stored and the wish is carried out.
/// </summary>
internal sealed class CaptureAgainStep(StepKit kit, BatchCapture batches, ManifestCapture manifest)
{
    public async Task<StepResult> RunAsync(StepScene scene, CancellationToken cancellationToken)
    {
        var held = scene.Held;
        if (held.RetryOf != scene.Facts.OutputsRetryRequestedAt)
        {
            held.RetryOf = scene.Facts.OutputsRetryRequestedAt;
            held.CaptureStartedAt = kit.Time.GetTimestamp();
            held.CaptureTries.Clear();
            held.QuietPolls = 0;
        }

        // :: Step 1
        var listed = await scene.Provider.ListFilesAsync(scene.Facts.RequiredAttempt.SessionId!, cancellationToken);
        if (!listed.Succeeded)
        {
            if (listed.Failure.Class == ErrorClass.TransientProvider && kit.Age(held.CaptureStartedAt!.Value) < kit.Options.CaptureOutageMax)
                return new StepResult.Again(kit.RetryWait(++held.QuietPolls, listed.Failure.RetryAfter));
            return await EndAsync(scene, batches.Unlisted(scene, listed.Failure), cancellationToken);
        }

        // :: Step 2
        var batch = await batches.CopyAsync(scene, listed.Value, cancellationToken);
        if (batch.Next is { } next)
            return next;

        // :: Step 3
        return await EndAsync(scene, batch.Closing, cancellationToken);
    }

    private async Task<StepResult> EndAsync(StepScene scene, IReadOnlyList<StepWrite> first, CancellationToken cancellationToken)
    {
        if (first.Count > 0)
            await kit.CommitAsync(scene.Held, first); // the manifest tells of it
        var stored = await manifest.StoreAsync(scene, cancellationToken);
        if (stored.Next is { } next)
            return next;

        await kit.CommitAsync(
            scene.Held, [.. stored.Closing, new AppendEvents(scene.Facts.RequiredAttempt.Id, [kit.Event("run.outputs_retried")]), new EndRetry()]);
        await kit.Milestones.ReachedAsync("capture_again", "run", Moment.AfterCommit);
        return StepResult.AtOnce;
    }
}
