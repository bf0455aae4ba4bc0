using Antpath.Engine.Runs.Claiming;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Takes one of the workspace's slots for active runs, exactly: the claim only estimates. No row: none is free.</summary>
/// <param name="ActiveRunsMax">Slots of a workspace that sets no number of its own.</param>
internal sealed record TakeSlot(int ActiveRunsMax) : StepWrite
{
    public override int? RowsExpected => null;

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            with slot as (
                update workspace_counters set active_runs = active_runs + 1
                where workspace_id = $1 and active_runs < coalesce((select active_runs_max from workspaces where id = $1), $3)
                returning workspace_id)
            update run_leases set active = true, waiting = false
            from slot
            where run_leases.workspace_id = slot.workspace_id and run_id = $2 and not active
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(ActiveRunsMax);
    }
}
