using Antpath.Ids;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>Finds live runs that have no lease row: no claim can see them. They get one and are due at once.</summary>
internal sealed class MissingLeaseSweep(NpgsqlDataSource database, SweepFindings findings, IOptions<SweepOptions> options) : ISweep
{
    private static readonly (Guid Workspace, Guid Run) First = (Guid.Empty, Guid.Empty);

    private (Guid Workspace, Guid Run) _after = First;

    public string Name => "restore_leases";

    public int BatchMax => options.Value.Batch;

    public TimeSpan? Every => options.Value.RowsEvery;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var (seen, last, lost) = await LookAsync(cancellationToken);
        _after = seen < BatchMax ? First : last;
        foreach (var (workspace, run) in lost)
            findings.Repaired(Name, "live_run_without_lease", await RestoreAsync(workspace, run, cancellationToken));
        return seen;
    }

    private async Task<(int Seen, (Guid Workspace, Guid Run) Last, List<(WorkspaceId Workspace, RunId Run)> Lost)> LookAsync(CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: the sweep serves them all
        const string Sql = """
            with looked as materialized (
                select workspace_id, id
                from runs
                where cleaned_up_at is null and deleted_at is null and (workspace_id, id) > ($1, $2)
                order by workspace_id, id
                limit $3)
            select workspace_id, id, (select true from run_leases where run_id = looked.id) is null -- one by one: an anti-join reads the whole table
            from looked
            order by workspace_id, id
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = _after.Workspace });
        command.Parameters.Add(new() { Value = _after.Run });
        command.Parameters.Add(new() { Value = BatchMax });
        var lost = new List<(WorkspaceId, RunId)>();
        var (seen, last) = (0, First);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            seen++;
            last = (reader.GetGuid(0), reader.GetGuid(1));
            if (reader.GetBoolean(2))
                lost.Add((new WorkspaceId(last.Workspace), new RunId(last.Run)));
        }

        return (seen, last, lost);
    }

    /// <returns>1, or 0 when the run ended or somebody else was faster.</returns>
    private async Task<int> RestoreAsync(WorkspaceId workspace, RunId run, CancellationToken cancellationToken)
    {
        const string Sql = """
            with run as (
                select workspace_id, id, priority, created_at, phase, cancel_requested_at, pending_delete_at
                from runs
                where workspace_id = $1 and id = $2 and cleaned_up_at is null and deleted_at is null
                for update)
            insert into run_leases (workspace_id, run_id, priority, rank_at, waiting, active, next_check_at)
            select workspace_id, id, priority, created_at - priority * interval '1 minute',
                phase = 'queued' and cancel_requested_at is null and pending_delete_at is null,
                phase not in ('queued', 'cleaning_up'), now()
            from run
            on conflict (run_id) do nothing
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = workspace.Value });
        command.Parameters.Add(new() { Value = run.Value });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
