using Antpath.Engine.Runs.Claiming;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Notes the destruction of the run's own vault entry among the tries at cleaning up; joins the transaction that destroys it.</summary>
internal sealed record RecordSecretDestroyed(Guid Id) : StepWrite
{
    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            insert into cleanup_attempts (id, workspace_id, run_id, action, status, retry_count)
            values ($3, $1, $2, 'destroy_secret', 'succeeded', 0)
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With((Guid?)Id);
    }
}
