using Antpath.Engine.Runs.Reconciliation;
using Antpath.Ids;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Runs.Deletion;

/// <summary>
/// Drives deletions of workspaces on, stage by stage, each told by the rows, so that a crash anywhere leaves work for the next pass. 1: every run is
/// asked to stop and to go. 2: clean-up drains and files go, by the runs' own workers and <see cref="PurgeSweep"/>. 3: what is left is purged.
/// </summary>
internal sealed partial class WorkspaceDeletionSweep(
    NpgsqlDataSource database, WorkspacePurge purge, RunWakeups wakeups, IOptions<SweepOptions> options, ILogger<WorkspaceDeletionSweep> log) : ISweep
{
    private static readonly RunPlace Oldest = new(DateTimeOffset.UnixEpoch, Guid.Empty);

    private RunPlace _after = Oldest;

    public string Name => "delete_workspaces";

    public int BatchMax => 10;

    public TimeSpan? Every => options.Value.WorkspacesEvery;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var due = await FindDueAsync(_after, cancellationToken);
        _after = due.Count < BatchMax ? Oldest : new RunPlace(due[^1].AskedAt, due[^1].Workspace.Value);
        var more = false;
        foreach (var (_, workspace) in due)
            more |= await DriveAsync(workspace, cancellationToken);
        return more ? BatchMax : Math.Min(due.Count, BatchMax - 1);
    }

    /// <returns>Whether there is more to do at once.</returns>
    private async Task<bool> DriveAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        // :: Stage 1
        var batch = options.Value.WorkspaceRunsBatch;
        var runs = await purge.RunsToStopAsync(workspace, batch, cancellationToken);
        foreach (var run in runs)
            await purge.StopAsync(workspace, run, cancellationToken);
        if (runs.Count > 0)
            _ = wakeups.NotifyAsync();
        if (runs.Count == batch)
            return true;

        // :: Stage 2
        await purge.DrainAsync(workspace, cancellationToken);
        if (await purge.AnythingLeftAsync(workspace, cancellationToken))
            return false;

        // :: Stage 3
        if (await purge.BuryAsync(workspace, cancellationToken))
            Log.Deleted(log, workspace);
        return false;
    }

    private async Task<List<(DateTimeOffset AskedAt, WorkspaceId Workspace)>> FindDueAsync(RunPlace after, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: the sweep serves them all
        const string Sql = """
            select pending_delete_at, id
            from workspaces
            where status = 'pending_delete' and (pending_delete_at, id) > ($1, $2)
            order by pending_delete_at, id
            limit $3
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = after.CreatedAt });
        command.Parameters.Add(new() { Value = after.Id });
        command.Parameters.Add(new() { Value = BatchMax });
        var due = new List<(DateTimeOffset, WorkspaceId)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            due.Add((reader.GetFieldValue<DateTimeOffset>(0), new WorkspaceId(reader.GetGuid(1))));
        return due;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1302, Level = LogLevel.Information, Message = "{Workspace} is deleted")]
        public static partial void Deleted(ILogger logger, WorkspaceId workspace);
    }
}
