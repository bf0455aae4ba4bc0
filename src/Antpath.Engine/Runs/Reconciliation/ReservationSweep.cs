using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>
/// Gives back quota that is held for copies nobody makes any more: their runs are over. The object goes first, in case there is one, so that none is left
/// without a row; the user sees a file that was not captured.
/// </summary>
internal sealed class ReservationSweep(
    NpgsqlDataSource database, IOutputStore store, SweepFindings findings, IOptions<SweepOptions> options, Milestones milestones) : ISweep
{
    private const string Step = "drop_reservation";

    public string Name => "drop_stale_reservations";

    public int BatchMax => options.Value.Batch;

    public TimeSpan? Every => options.Value.RowsEvery;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var stale = await FindAsync(cancellationToken);
        if (stale.Count == 0)
            return 0;
        var left = await store.DeleteAsync([.. stale.Select(s => s.Path)], cancellationToken);
        await milestones.ReachedAsync(Step, "copies", Moment.AfterReply);
        var dropped = 0;
        foreach (var reservation in stale.Where(s => !left.Contains(s.Path)))
            dropped += await DropAsync(reservation, cancellationToken);
        findings.Repaired(Name, "stale_reservation", dropped);
        findings.Stuck(Name, "object_stays", left.Count);

        // those that stay are found again at once, and asking again at once would not help
        return Math.Min(stale.Count, left.Count > 0 ? BatchMax - 1 : BatchMax);
    }

    private async Task<List<StaleReservation>> FindAsync(CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: the sweep serves them all
        const string Sql = """
            select o.workspace_id, o.run_id, o.id, o.storage_path
            from output_objects o
            join runs r on r.id = o.run_id
            where o.state = 'reserved' and o.reserved_at < now() - $1 and r.finished_at is not null
                and (r.outputs_retry_requested_at is null or r.cleaned_up_at is not null) -- not while a worker tries failed files again
                and o.storage_backend = $2 and o.storage_bucket = $3
            order by o.reserved_at, o.id
            limit $4
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = options.Value.ReservationAge });
        command.Parameters.Add(new() { Value = store.Backend });
        command.Parameters.Add(new() { Value = store.Bucket });
        command.Parameters.Add(new() { Value = BatchMax });
        var stale = new List<StaleReservation>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            stale.Add(new StaleReservation(
                new WorkspaceId(reader.GetGuid(0)), new RunId(reader.GetGuid(1)), new OutputId(reader.GetGuid(2)), OutputPath.Parse(reader.GetString(3))));
        }

        return stale;
    }

    private async Task<int> DropAsync(StaleReservation reservation, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockedRun.TakeAsync(transaction, reservation.Workspace, reservation.Run, cancellationToken) is null)
            return 0;
        var dropped = await DropAsync(transaction, reservation, cancellationToken);
        await milestones.ReachedAsync(Step, "row", Moment.BeforeCommit);
        await transaction.CommitAsync(cancellationToken);
        await milestones.ReachedAsync(Step, "row", Moment.AfterCommit);
        return dropped;
    }

    private static async Task<int> DropAsync(NpgsqlTransaction transaction, StaleReservation reservation, CancellationToken cancellationToken)
    {
        // the path too: a file that is tried again in this moment is copied to another place, under the same row
        const string Sql = """
            with dropped as (
                delete from output_objects
                where workspace_id = $1 and run_id = $2 and id = $3 and state = 'reserved' and storage_path = $4
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
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = reservation.Workspace.Value }, new() { Value = reservation.Run.Value }, new() { Value = reservation.Output.Value },
                new() { Value = reservation.Path.Value },
            },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record StaleReservation(WorkspaceId Workspace, RunId Run, OutputId Output, OutputPath Path);
}
