using Antpath.Engine.Database;
using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Engine.Tenancy;
using Antpath.Ids;

namespace Antpath.Engine.Runs.Lifecycle.Capture;

/// <summary>
/// Copies one file: quota is held first, the bytes stream through, size and hash are checked, and only then the copy counts. A copy begun earlier
/// starts again at a new place.
/// </summary>
internal sealed class FileCapture(StepKit kit, IOutputStore store, PlanOptions plan)
{
    private const string Step = "capture";
    private const int ContentTypeCharsMax = 255;

    /// <returns>Whether the file is settled: captured, or recorded as a failure.</returns>
    public async Task<bool> CaptureAsync(StepScene scene, SessionFile file, KnownOutput? known, CancellationToken cancellationToken)
    {
        var attempt = scene.Facts.RequiredAttempt.Id;
        var problem = await TryAsync(scene, attempt, file, known, cancellationToken);
        if (problem is null)
            return true;

        int tries;
        lock (scene.Held.CaptureTries)
            scene.Held.CaptureTries[file.Id] = tries = scene.Held.CaptureTries.GetValueOrDefault(file.Id) + 1;
        if (problem.Again && tries < kit.Options.CaptureTriesMax)
            return false;

        await kit.CommitAsync(
            scene.Held,
            new AppendEvents(attempt, [kit.Event("run.output_skipped", ("reason", problem.Reason), ("sizeBytes", file.SizeBytes))]),
            new DropReservation(attempt, file.Id),
            new RecordCaptureFailure(
                kit.NewUuid(), attempt, file.Id, TrueName.Of(file), Math.Max(0, file.SizeBytes), problem.Reason, problem.Message, problem.Retryable));
        return true;
    }

    private async Task<CaptureProblem?> TryAsync(
        StepScene scene, AttemptId attempt, SessionFile file, KnownOutput? known, CancellationToken cancellationToken)
    {
        if (file.SizeBytes < 0 || file.SizeBytes > kit.Options.FileBytesMax)
            return new CaptureProblem("too_large", $"The file is larger than {kit.Options.FileBytesMax} bytes, the most this deployment copies.", false);

        await kit.Milestones.ReachedAsync(Step, file.Id, Moment.BeforeIntent);
        var path = store.NewPath(scene.Held.Lease.Workspace);
        var output = known?.Output ?? kit.Time.NewId<OutputId>();
        var reserved = await kit.CommitAsync(
            scene.Held,
            [
                known?.Output is null ? Reserve(attempt, output, file, path) : new MoveReservation(output, store.Backend, store.Bucket, path.Value),
                .. known is { Output: null } ? new StepWrite[] { new DropCaptureFailure(attempt, file.Id) } : [], // tried again: it is noted anew if it fails anew
            ]);
        if (reserved.Rows[0] == 0)
            return CaptureProblem.OverQuota;
        await kit.Milestones.ReachedAsync(Step, file.Id, Moment.AfterIntent);

        var opened = await scene.Provider.OpenFileAsync(file.Id, cancellationToken);
        if (!opened.Succeeded)
            return new CaptureProblem("download_failed", opened.Failure.Message, opened.Failure.Class == ErrorClass.TransientProvider);
        return await CopyAsync(scene, attempt, output, file, path, opened.Value, cancellationToken);
    }

    private async Task<CaptureProblem?> CopyAsync(
        StepScene scene, AttemptId attempt, OutputId output, SessionFile file, OutputPath path, Stream content, CancellationToken cancellationToken)
    {
        StoredObject copy;
        await using (content)
        {
            try
            {
                scene.Held.Lease.EnsureHeld();
                copy = await store.WriteAsync(path, new LeaseGuardedStream(content, scene.Held.Lease), file.SizeBytes, cancellationToken);
            }
            catch (OutputTooLargeException)
            {
                return new CaptureProblem("size_mismatch", $"The provider listed {file.SizeBytes} bytes and sent more.", true);
            }
            catch (OutputStoreException)
            {
                return new CaptureProblem("storage_failed", "The output store did not take the file.", true);
            }
            catch (IOException)
            {
                return new CaptureProblem("download_failed", "The download broke off.", true);
            }
        }

        await kit.Milestones.ReachedAsync(Step, file.Id, Moment.AfterReply);
        if (copy.SizeBytes != file.SizeBytes)
            return new CaptureProblem("size_mismatch", $"The provider listed {file.SizeBytes} bytes and sent {copy.SizeBytes}.", true);

        await kit.CommitAsync(
            scene.Held,
            new AppendEvents(attempt, [kit.Event("run.output_captured", ("fileName", TrueName.Of(file)), ("sizeBytes", copy.SizeBytes), ("contentType", file.ContentType))]),
            new StoreOutput(output, copy.Sha256, copy.SizeBytes, kit.NewUuid()));
        await kit.Milestones.ReachedAsync(Step, file.Id, Moment.AfterCommit);
        return null;
    }

    private ReserveOutput Reserve(AttemptId attempt, OutputId output, SessionFile file, OutputPath path) => new()
    {
        Output = output,
        Attempt = attempt,
        ProviderFileId = file.Id,
        FileName = TrueName.Of(file),
        ContentType = file.ContentType.Length is > 0 and <= ContentTypeCharsMax ? file.ContentType : "application/octet-stream",
        SizeBytes = file.SizeBytes,
        Backend = store.Backend,
        Bucket = store.Bucket,
        Path = path.Value,
        StorageBytesMax = plan.StorageBytesMax,
    };
}
