using Antpath.Engine.Database;
using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Engine.Tenancy;
using Antpath.Ids;

namespace Antpath.Engine.Runs.Lifecycle.Capture;

/// <summary>
/// Stores the list of what was captured and what was not beside the files. It takes quota like any file; without room, or when storage fails again and
/// again, the run has none and its log says so.
/// </summary>
internal sealed class ManifestCapture(StepKit kit, IOutputStore store, PlanOptions plan, ManifestReader reader)
{
    /// <summary>Its true name.</summary>
    public const string FileName = "manifest.json";

    private const string Step = "capture";
    private const string Key = "manifest";

    public async Task<CaptureProgress> StoreAsync(StepScene scene, CancellationToken cancellationToken)
    {
        var attempt = scene.Facts.RequiredAttempt.Id;
        var fileId = FileId(scene.Held.Lease.Run);
        var bytes = await reader.ReadAsync(scene.Held.Lease, cancellationToken);
        if (bytes is null)
            return new CaptureProgress(null, []);

        await kit.Milestones.ReachedAsync(Step, Key, Moment.BeforeIntent);
        var output = kit.Time.NewId<OutputId>();
        var path = store.NewPath(scene.Held.Lease.Workspace);
        var reserved = await kit.CommitAsync(
            scene.Held, new DropReservation(attempt, fileId), new RetireManifest(), Reserve(attempt, fileId, output, bytes.Length, path));
        if (reserved.Rows[^1] == 0)
            return new CaptureProgress(null, Skipped(attempt, fileId, CaptureProblem.OverQuota.Reason));
        await kit.Milestones.ReachedAsync(Step, Key, Moment.AfterIntent);

        try
        {
            scene.Held.Lease.EnsureHeld();
            using var content = new MemoryStream(bytes, writable: false);
            var copy = await store.WriteAsync(path, content, bytes.Length, cancellationToken);
            await kit.Milestones.ReachedAsync(Step, Key, Moment.AfterReply);
            return new CaptureProgress(null, [new StoreOutput(output, copy.Sha256, copy.SizeBytes, kit.NewUuid())]);
        }
        catch (OutputStoreException)
        {
            var tries = scene.Held.CaptureTries.GetValueOrDefault(fileId) + 1;
            scene.Held.CaptureTries[fileId] = tries;
            return tries < kit.Options.CaptureTriesMax
                ? new CaptureProgress(new StepResult.Again(kit.RetryWait(tries, null)), [])
                : new CaptureProgress(null, Skipped(attempt, fileId, "storage_failed"));
        }
    }

    /// <summary>Stands where files have the provider's id; no id of the provider looks like it.</summary>
    private static string FileId(RunId run) => $"antpath:manifest:{run}";

    private IReadOnlyList<StepWrite> Skipped(AttemptId attempt, string fileId, string reason) =>
        [new DropReservation(attempt, fileId), new AppendEvents(attempt, [kit.Event("run.manifest_skipped", ("reason", reason))])];

    private ReserveOutput Reserve(AttemptId attempt, string fileId, OutputId output, long sizeBytes, OutputPath path) => new()
    {
        Output = output,
        Kind = Key,
        Attempt = attempt,
        ProviderFileId = fileId,
        FileName = FileName,
        ContentType = "application/json",
        SizeBytes = sizeBytes,
        Backend = store.Backend,
        Bucket = store.Bucket,
        Path = path.Value,
        StorageBytesMax = plan.StorageBytesMax,
    };
}
