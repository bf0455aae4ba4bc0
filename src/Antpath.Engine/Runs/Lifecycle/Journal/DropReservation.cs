using Antpath.Engine.Runs.Claiming;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Gives back the quota held for a copy that will not be made.</summary>
internal sealed record DropReservation(AttemptId Attempt, string ProviderFileId) : StepWrite
{
    public override int? RowsExpected => null;

    public override bool Progress => false;

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            with dropped as (
                delete from output_objects
                where workspace_id = $1 and run_id = $2 and run_attempt_id = $3 and provider_file_id = $4 and state = 'reserved'
                returning workspace_id, size_bytes)
            update workspace_counters c
            set storage_reserved_bytes = storage_reserved_bytes - dropped.size_bytes
            from dropped
            where c.workspace_id = dropped.workspace_id
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Attempt.Value).With(ProviderFileId);
    }
}
