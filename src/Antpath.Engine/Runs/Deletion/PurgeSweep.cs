using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Ids;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Antpath.Engine.Runs.Deletion;

/// <summary>
/// Carries out deletions whose runs are over and cleaned up: first the files, each given back to the quota when it is gone, then the rows. A crash
/// anywhere leaves work for the next pass and never a file without its row.
/// </summary>
internal sealed partial class PurgeSweep(NpgsqlDataSource database, RunPurge purge, IOutputStore store, ILogger<PurgeSweep> log) : ISweep
{
    /// <summary>Files of one run removed in one pass at most.</summary>
    private const int FilesMax = 200;

    private static readonly RunPlace Oldest = new(DateTimeOffset.UnixEpoch, Guid.Empty);

    // Goes round, so that a run whose file cannot be removed does not keep the others waiting.
    private RunPlace _after = Oldest;

    public string Name => "purge_deleted_runs";

    public int BatchMax => 20;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var due = await FindDueAsync(_after, cancellationToken);
        _after = due.Count < BatchMax ? Oldest : new RunPlace(due[^1].AskedAt, due[^1].Run.Value);
        foreach (var (_, workspace, run) in due)
        {
            try
            {
                if (await RemoveFilesAsync(workspace, run, cancellationToken))
                    await purge.EraseAsync(workspace, run, cancellationToken);
            }
            catch (OutputStoreException e)
            {
                Log.FileStays(log, run, e);
            }
        }

        return due.Count;
    }

    private async Task<List<(DateTimeOffset AskedAt, WorkspaceId Workspace, RunId Run)>> FindDueAsync(RunPlace after, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: the sweep serves them all
        const string Sql = """
            select pending_delete_at, workspace_id, id
            from runs
            where pending_delete_at is not null and deleted_at is null and cleaned_up_at is not null and (pending_delete_at, id) > (@asked, @run)
            order by pending_delete_at, id
            limit @limit
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.AddWithValue("asked", after.CreatedAt);
        command.Parameters.AddWithValue("run", after.Id);
        command.Parameters.AddWithValue("limit", BatchMax);
        var due = new List<(DateTimeOffset, WorkspaceId, RunId)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            due.Add((reader.GetFieldValue<DateTimeOffset>(0), new WorkspaceId(reader.GetGuid(1)), new RunId(reader.GetGuid(2))));
        return due;
    }

    /// <returns>Whether none is left.</returns>
    private async Task<bool> RemoveFilesAsync(WorkspaceId workspace, RunId run, CancellationToken cancellationToken)
    {
        var files = await purge.MarkFilesAsync(workspace, run, FilesMax + 1, cancellationToken);
        var batch = files.Take(FilesMax).ToList();
        var ours = batch.Where(f => f.Backend == store.Backend && f.Bucket == store.Bucket).ToDictionary(f => OutputPath.Parse(f.Path), f => f.Id.Value);
        var left = await store.DeleteAsync([.. ours.Keys], cancellationToken);
        await purge.GiveBackAsync(workspace, run, [.. ours.Where(f => !left.Contains(f.Key)).Select(f => f.Value)], CancellationToken.None);
        if (left.Count > 0)
            throw new OutputStoreException($"{left.Count} of {batch.Count} objects could not be removed.");
        if (batch.Find(f => f.Backend != store.Backend || f.Bucket != store.Bucket) is { } elsewhere)
        {
            throw new OutputStoreException(
                $"Output {elsewhere.Id} lies in {elsewhere.Backend} bucket {elsewhere.Bucket}, which is not configured here. Configure it, and deletion goes on.");
        }

        return files.Count <= FilesMax;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1301, Level = LogLevel.Warning, Message = "A file of deleted run {Run} could not be removed; the next pass tries again")]
        public static partial void FileStays(ILogger logger, RunId run, Exception exception);
    }
}
