using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle.Journal;

namespace Antpath.Engine.Runs.Lifecycle.Capture;

/// <summary>Copies the listed files that are not settled, one batch a step, and says what is left to write when none is left to copy.</summary>
internal sealed class BatchCapture(StepKit kit, OutputReader outputs, FileCapture capture)
{
    /// <param name="scene">The step.</param>
    /// <param name="listed">The session's files as listed last.</param>
    /// <param name="cancellationToken">Ends the copies.</param>
    public async Task<CaptureProgress> CopyAsync(StepScene scene, IReadOnlyList<SessionFile> listed, CancellationToken cancellationToken)
    {
        var held = scene.Held;
        var attempt = scene.Facts.RequiredAttempt;
        var known = await outputs.ReadAsync(held.Lease, attempt.Id, cancellationToken);
        var distinct = listed.DistinctBy(f => f.Id).ToList();
        var files = distinct.Take(OutputReader.FilesMax).ToList();
        var open = files.Where(f => known.GetValueOrDefault(f.Id) is not { Settled: true }).ToList();
        if (open.Count == 0)
            return new CaptureProgress(null, Closing(attempt, known, distinct.Count - files.Count));

        var batch = open.Take(kit.Options.CaptureBatch).ToList();
        var settled = await BoundedCalls.RunAsync(
            batch, kit.Options.CallsPerRun, f => capture.CaptureAsync(scene, f, known.GetValueOrDefault(f.Id), cancellationToken));
        var next = settled.Any(s => s) ? StepResult.AtOnce : new StepResult.Again(kit.RetryWait(batch.Max(f => held.CaptureTries.GetValueOrDefault(f.Id)), null));
        return new CaptureProgress(next, []);
    }

    /// <summary>What is noted when the session's files cannot be listed. A session that is gone ends every further try.</summary>
    public IReadOnlyList<StepWrite> Unlisted(StepScene scene, ProviderFailure failure)
    {
        var attempt = scene.Facts.RequiredAttempt;
        var lost = failure.HttpStatus == 404;
        var noted = new RecordCaptureFailure(
            kit.NewUuid(), attempt.Id, attempt.SessionId!, "", null, lost ? "session_lost" : "listing_failed", failure.Message,
            Retryable: failure.Class == ErrorClass.TransientProvider);
        return lost ? [new CloseCaptureFailures(), noted] : [noted];
    }

    private List<StepWrite> Closing(AttemptFacts attempt, IReadOnlyDictionary<string, KnownOutput> known, int beyond)
    {
        var writes = new List<StepWrite>();
        foreach (var copy in known.Values.Where(k => k is { Settled: false, Output: not null })) // begun, and not listed any more
            writes.Add(new DropReservation(attempt.Id, copy.ProviderFileId));
        if (known.ContainsKey(attempt.SessionId!))
            writes.Add(new DropCaptureFailure(attempt.Id, attempt.SessionId!)); // it was listed after all
        if (beyond > 0)
        {
            var message = $"The session has {beyond} more files than the {OutputReader.FilesMax} that are captured of one run.";
            writes.Add(new RecordCaptureFailure(kit.NewUuid(), attempt.Id, $"beyond:{attempt.SessionId}", "", null, "too_many_files", message, Retryable: false));
        }

        return writes;
    }
}
