using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Telemetry;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Turns a reservation into a captured output, and books its bytes in the same transaction.</summary>
internal sealed record StoreOutput(OutputId Output, byte[] Sha256, long SizeBytes, Guid LedgerId) : StepWrite
{
    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            with stored as (
                update output_objects
                set state = 'stored', sha256 = $4, stored_at = now()
                where workspace_id = $1 and run_id = $2 and id = $3 and state = 'reserved'
                returning workspace_id, creator_app_user_id, run_id, id, size_bytes),
            booked as (
                insert into usage_ledger (id, workspace_id, app_user_id, run_id, kind, quantity, output_object_id)
                select $5, workspace_id, creator_app_user_id, run_id, 'storage_bytes', size_bytes, id
                from stored
                where size_bytes > 0)
            update workspace_counters c
            set storage_reserved_bytes = storage_reserved_bytes - stored.size_bytes, storage_used_bytes = storage_used_bytes + stored.size_bytes
            from stored
            where c.workspace_id = stored.workspace_id
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Output.Value).With(Sha256).With((Guid?)LedgerId);
    }

    public override void Measure(AntpathMetrics metrics) => metrics.Captured(SizeBytes);
}
