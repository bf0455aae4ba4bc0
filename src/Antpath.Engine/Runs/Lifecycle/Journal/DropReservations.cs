using Antpath.Engine.Runs.Claiming;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Gives back the quota held for all copies of a run that are not made any more.</summary>
internal sealed record DropReservations : StepWrite
{
    public override int? RowsExpected => null;

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            with dropped as (
                delete from output_objects
                where workspace_id = $1 and run_id = $2 and state = 'reserved'
                returning workspace_id, size_bytes),
            total as (select workspace_id, sum(size_bytes)::bigint as bytes from dropped group by workspace_id)
            update workspace_counters c
            set storage_reserved_bytes = storage_reserved_bytes - total.bytes
            from total
            where c.workspace_id = total.workspace_id
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value);
    }
}
