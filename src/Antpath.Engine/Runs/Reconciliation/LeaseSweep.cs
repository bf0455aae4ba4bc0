using Antpath.Ids;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>
/// Compares lease rows with their runs: a row of a run that is over would be claimed for ever, wrong flags would hide a run from every claim or
/// keep a slot. Leases that ran out need no sweep: the next claim takes them.
/// </summary>
internal sealed class LeaseSweep(NpgsqlDataSource database, WorkspaceRecount recount, SweepFindings findings, IOptions<SweepOptions> options) : ISweep
{
    private Guid _after;

    public string Name => "repair_leases";

    public int BatchMax => options.Value.Batch;

    public TimeSpan? Every => options.Value.RowsEvery;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var (seen, last, wrong) = await LookAsync(cancellationToken);
        _after = seen < BatchMax ? Guid.Empty : last;
        if (wrong.Count > 0)
            await RepairAsync([.. wrong], cancellationToken);
        return seen;
    }

    private async Task<(int Seen, Guid Last, List<Guid> Wrong)> LookAsync(CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: the sweep serves them all
        const string Sql = """
            with looked as materialized (
                select run_id, waiting, active from run_leases where run_id > $1 order by run_id limit $2)
            select l.run_id,
                r.cleaned_up_at is not null or r.deleted_at is not null
                or l.waiting and (r.phase <> 'queued' or r.cancel_requested_at is not null or r.pending_delete_at is not null)
                or l.active and r.phase = 'cleaning_up'
                or not l.active and r.phase not in ('queued', 'cleaning_up')
            from looked l
            join runs r on r.id = l.run_id
            order by l.run_id
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = _after });
        command.Parameters.Add(new() { Value = BatchMax });
        var wrong = new List<Guid>();
        var (seen, last) = (0, Guid.Empty);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            seen++;
            last = reader.GetGuid(0);
            if (reader.GetBoolean(1))
                wrong.Add(last);
        }

        return (seen, last, wrong);
    }

    private async Task RepairAsync(Guid[] runs, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // first the locks, then a look: whoever held one of them has changed row and run together
        await LockAsync(transaction, runs, cancellationToken);
        var ended = await DeleteEndedAsync(transaction, runs, cancellationToken);
        var flagged = await SetFlagsAsync(transaction, runs, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        findings.Repaired(Name, "lease_of_ended_run", ended);
        findings.Repaired(Name, "wrong_lease_flags", flagged.Count);
        foreach (var workspace in flagged.Distinct())
            await recount.RecountAsync(workspace, cancellationToken);
    }

    private static async Task LockAsync(NpgsqlTransaction transaction, Guid[] runs, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: rows found by the sweep
        const string Sql = "select run_id from run_leases where run_id = any ($1) order by run_id for update";
        await using var command = Command(Sql, transaction, runs);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<int> DeleteEndedAsync(NpgsqlTransaction transaction, Guid[] runs, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: rows found by the sweep
        const string Sql = """
            delete from run_leases l
            using runs r
            where l.run_id = any ($1) and r.id = l.run_id and (r.cleaned_up_at is not null or r.deleted_at is not null)
            """;
        await using var command = Command(Sql, transaction, runs);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<List<WorkspaceId>> SetFlagsAsync(NpgsqlTransaction transaction, Guid[] runs, CancellationToken cancellationToken)
    {
        const string Sql = """
            update run_leases l                      -- crosses workspaces on purpose: rows found by the sweep
            set waiting = l.waiting and right_one.may_wait, active = (l.active or right_one.must_act) and right_one.may_act,
                next_check_at = least(l.next_check_at, now())
            from (
                select id, phase = 'queued' and cancel_requested_at is null and pending_delete_at is null as may_wait,
                    phase <> 'cleaning_up' as may_act, phase not in ('queued', 'cleaning_up') as must_act
                from runs
                where id = any ($1)) right_one
            where l.run_id = right_one.id
                and (l.waiting and not right_one.may_wait or l.active and not right_one.may_act or not l.active and right_one.must_act)
            returning l.workspace_id
            """;
        await using var command = Command(Sql, transaction, runs);
        var workspaces = new List<WorkspaceId>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            workspaces.Add(new WorkspaceId(reader.GetGuid(0)));
        return workspaces;
    }

    private static NpgsqlCommand Command(string sql, NpgsqlTransaction transaction, Guid[] runs) =>
        new(sql, transaction.Connection, transaction) { Parameters = { new() { Value = runs } } };
}
