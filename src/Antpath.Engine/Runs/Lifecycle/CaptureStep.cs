using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle.Capture;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Runs;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>
/// Copies every file of the session, on every ending. 1: list until the list has come to rest. 2: copy a batch, a few at a time; what cannot be
/// copied becomes a row of its own. 3: when none is left, the run becomes terminal.
/// </summary>
internal sealed class CaptureStep(StepKit kit, OutputReader outputs, FileCapture capture)
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
            var listed = await scene.Provider.ListFilesAsync(attempt.SessionId!, cancellationToken);
            if (!listed.Succeeded)
                return await UnlistedAsync(scene, listed.Failure);
            held.QuietPolls = 0;
            held.Listings.Add(new FileListing(kit.Time.GetTimestamp(), listed.Value));
            window = Window(held, attempt);
        }

        if (window == CaptureWindowState.Open)
            return new StepResult.Again(kit.Waits.Spread(kit.Options.SettleInterval));

        // :: Step 2
        var known = await outputs.ReadAsync(held.Lease, attempt.Id, cancellationToken);
        var files = held.Listings.Count == 0 ? [] : held.Listings[^1].Files.DistinctBy(f => f.Id).Take(OutputReader.FilesMax).ToList();
        var open = files.Where(f => known.GetValueOrDefault(f.Id) is not { Settled: true }).ToList();
        if (open.Count > 0)
        {
            var batch = open.Take(kit.Options.CaptureBatch).ToList();
            var settled = await BoundedCalls.RunAsync(
                batch, kit.Options.CallsPerRun, f => capture.CaptureAsync(scene, f, known.GetValueOrDefault(f.Id), cancellationToken));
            return settled.Any(s => s) ? StepResult.AtOnce : new StepResult.Again(kit.RetryWait(batch.Max(f => held.CaptureTries.GetValueOrDefault(f.Id)), null));
        }

        // :: Step 3
        var orphaned = known.Values.Where(k => !k.Settled).Select(k => k.ProviderFileId).ToList();
        return await FinishAsync(scene, [.. orphaned.Select(id => new DropReservation(attempt.Id, id))]);
    }

    /// <summary>Ends capture: gives back what was held for copies that will not be made, and makes the run terminal.</summary>
    private async Task<StepResult> FinishAsync(StepScene scene, IReadOnlyList<StepWrite> first)
    {
        var ending = scene.Facts.Ending ?? throw new InvalidOperationException($"{scene.Held.Lease.Run} is being captured without a known ending.");
        await kit.CommitAsync(
            scene.Held,
            [
                .. first,
                new AppendEvents(scene.Facts.RequiredAttempt.Id, [kit.StatusChanged(RunStatus.CapturingOutputs, ending.Status, ending.Code)]),
                new FinishRun(RunStatus.CapturingOutputs, ending),
            ]);
        await kit.Milestones.ReachedAsync("capture", "run", Moment.AfterCommit);
        return StepResult.AtOnce;
    }

    private async Task<StepResult> UnlistedAsync(StepScene scene, ProviderFailure failure)
    {
        var attempt = scene.Facts.RequiredAttempt;
        if (failure.Class == ErrorClass.TransientProvider && kit.Age(scene.Held.CaptureStartedAt!.Value) < kit.Options.CaptureOutageMax)
            return new StepResult.Again(kit.RetryWait(++scene.Held.QuietPolls, failure.RetryAfter));

        var reason = failure.HttpStatus == 404 ? "session_lost" : "listing_failed";
        return await FinishAsync(
            scene, [new RecordCaptureFailure(kit.NewUuid(), attempt.Id, attempt.SessionId!, "", null, reason, failure.Message)]);
    }

    private CaptureWindowState Window(HeldRun held, AttemptFacts attempt) =>
        CaptureWindow.Look(held.Listings, Watched(held, attempt), kit.Time.GetElapsedTime, kit.Options);

    private TimeSpan Watched(HeldRun held, AttemptFacts attempt) => kit.Age(Math.Min(attempt.SettledAt ?? long.MaxValue, held.CaptureStartedAt!.Value));
}
