using Antpath.Ids;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>
/// Compares the workspaces' counters with what they count. One statement sees rows and counters of one moment, so looking needs no lock; only a
/// workspace that differs is locked and counted again.
/// </summary>
internal sealed class CounterSweep(NpgsqlDataSource database, WorkspaceRecount recount, SweepFindings findings, IOptions<SweepOptions> options) : ISweep
{
    private Guid _after;

    public string Name => "recount_workspaces";

    public int BatchMax => Math.Max(1, options.Value.Batch / 10);

    public TimeSpan? Every => options.Value.CountersEvery;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var (seen, last, drifted) = await LookAsync(cancellationToken);
        _after = seen < BatchMax ? Guid.Empty : last;
        foreach (var workspace in drifted)
        {
            if (await recount.RecountAsync(workspace, cancellationToken))
                findings.Repaired(Name, "drifted_counters", 1);
        }

        return seen;
    }

    private async Task<(int Seen, Guid Last, List<WorkspaceId> Drifted)> LookAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            with looked as materialized (            -- crosses workspaces on purpose: the sweep serves them all
                select workspace_id, open_runs, active_runs, storage_used_bytes, storage_reserved_bytes
                from workspace_counters
                where workspace_id > $1
                order by workspace_id
                limit $2)
            select k.workspace_id,
                (k.open_runs, k.active_runs, k.storage_used_bytes, k.storage_reserved_bytes) is distinct from (r.open, l.active, b.used, b.reserved)
            from looked k
            cross join lateral (
                select count(*)::integer as open from runs
                where workspace_id = k.workspace_id and cleaned_up_at is null and deleted_at is null and phase <> 'cleaning_up') r
            cross join lateral (select count(*)::integer as active from run_leases where workspace_id = k.workspace_id and active) l
            cross join lateral (
                select coalesce(sum(size_bytes) filter (where stored_at is not null), 0)::bigint as used,
                    coalesce(sum(size_bytes) filter (where stored_at is null), 0)::bigint as reserved
                from output_objects
                where workspace_id = k.workspace_id and state <> 'deleted' and state <> 'lost') b
            order by k.workspace_id
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = _after });
        command.Parameters.Add(new() { Value = BatchMax });
        var drifted = new List<WorkspaceId>();
        var (seen, last) = (0, Guid.Empty);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            seen++;
            last = reader.GetGuid(0);
            if (reader.GetBoolean(1))
                drifted.Add(new WorkspaceId(last));
        }

        return (seen, last, drifted);
    }
}
