using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>
/// Gives back quota that is held for copies nobody makes any more: their runs are over. The object goes first, in case there is one, so that none is left
/// without a row; the user sees a file that was not captured.
/// </summary>
internal sealed class ReservationSweep(NpgsqlDataSource database, IOutputStore store, SweepFindings findings, IOptions<SweepOptions> options) : ISweep
{
    public string Name => "drop_stale_reservations";

    public int BatchMax => options.Value.Batch;

    public TimeSpan? Every => options.Value.RowsEvery;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var stale = await FindAsync(cancellationToken);
        var dropped = 0;
        foreach (var (workspace, output, path) in stale)
        {
            await store.DeleteAsync(path, cancellationToken);
            dropped += await DropAsync(workspace, output, cancellationToken);
        }

        findings.Repaired(Name, "stale_reservation", dropped);
        return stale.Count;
    }

    private async Task<List<(WorkspaceId Workspace, OutputId Output, OutputPath Path)>> FindAsync(CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: the sweep serves them all
        const string Sql = """
            select o.workspace_id, o.id, o.storage_path
            from output_objects o
            join runs r on r.id = o.run_id
            where o.state = 'reserved' and o.reserved_at < now() - $1 and r.finished_at is not null
                and o.storage_backend = $2 and o.storage_bucket = $3
            order by o.reserved_at, o.id
            limit $4
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = options.Value.ReservationAge });
        command.Parameters.Add(new() { Value = store.Backend });
        command.Parameters.Add(new() { Value = store.Bucket });
        command.Parameters.Add(new() { Value = BatchMax });
        var stale = new List<(WorkspaceId, OutputId, OutputPath)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            stale.Add((new WorkspaceId(reader.GetGuid(0)), new OutputId(reader.GetGuid(1)), OutputPath.Parse(reader.GetString(2))));
        return stale;
    }

    private async Task<int> DropAsync(WorkspaceId workspace, OutputId output, CancellationToken cancellationToken)
    {
        const string Sql = """
            with dropped as (
                delete from output_objects
                where workspace_id = $1 and id = $2 and state = 'reserved'
                returning workspace_id, run_id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, size_bytes),
            shown as (
                insert into output_capture_failures
                    (id, workspace_id, run_id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, size_bytes, reason, message)
                select gen_random_uuid(), workspace_id, run_id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, size_bytes,
                    'storage_failed', 'The copy was begun and not finished before the run was over.'
                from dropped
                on conflict (run_attempt_id, provider_file_id) do nothing)
            update workspace_counters c
            set storage_reserved_bytes = c.storage_reserved_bytes - dropped.size_bytes
            from dropped
            where c.workspace_id = dropped.workspace_id
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = workspace.Value });
        command.Parameters.Add(new() { Value = output.Value });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
