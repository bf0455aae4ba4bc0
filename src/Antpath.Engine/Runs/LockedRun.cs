using Antpath.Engine.Database.Rows;
using Antpath.Ids;
using Antpath.Runs;
using Npgsql;

namespace Antpath.Engine.Runs;

/// <summary>A run whose lease row and row are locked by the current transaction, in the order in which workers lock them.</summary>
internal sealed record LockedRun
{
    public required RunId Id { get; init; }

    public required WorkspaceId Workspace { get; init; }

    /// <summary>The stored status.</summary>
    public required string Status { get; init; }

    public required bool CancelRequested { get; init; }

    public required bool DeleteRequested { get; init; }

    /// <summary>Whether clean-up has ended: the lifecycle writes nothing more.</summary>
    public required bool LifecycleOver { get; init; }

    public bool Terminal => RunStatus.IsTerminal(Status);

    /// <summary>Locks a run against its worker and against other users of the API.</summary>
    /// <returns>Null when the workspace has no such run, or it is deleted.</returns>
    public static async Task<LockedRun?> TakeAsync(NpgsqlTransaction transaction, WorkspaceId workspace, RunId run, CancellationToken cancellationToken)
    {
        await using var batch = transaction.CreateBatch(RowContext.Of(workspace));
        batch.Add(LockLease(workspace, run));
        batch.Add(LockRow(workspace, run));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken) || reader.GetString(0) == RunStatus.Deleted)
            return null;
        return new LockedRun
        {
            Id = run,
            Workspace = workspace,
            Status = reader.GetString(0),
            CancelRequested = reader.GetBoolean(1),
            DeleteRequested = reader.GetBoolean(2),
            LifecycleOver = reader.GetBoolean(3),
        };
    }

    private static NpgsqlBatchCommand LockLease(WorkspaceId workspace, RunId run)
    {
        const string Sql = "select run_id from run_leases where workspace_id = $1 and run_id = $2 for update";
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspace.Value }, new() { Value = run.Value } } };
    }

    private static NpgsqlBatchCommand LockRow(WorkspaceId workspace, RunId run)
    {
        const string Sql = """
            select status, cancel_requested_at is not null, pending_delete_at is not null, cleaned_up_at is not null
            from runs
            where workspace_id = $1 and id = $2
            for update
            """;
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspace.Value }, new() { Value = run.Value } } };
    }
}
