using Antpath.Engine.Runs.Claiming;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Notes that the session is being interrupted, before the first interrupt is sent: only our own record tells it from a success.</summary>
internal sealed record RecordInterrupted(AttemptId Attempt) : StepWrite
{
    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            update run_attempts set interrupted_at = coalesce(interrupted_at, now())
            where workspace_id = $1 and run_id = $2 and id = $3 and state = 'running'
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Attempt.Value);
    }
}
