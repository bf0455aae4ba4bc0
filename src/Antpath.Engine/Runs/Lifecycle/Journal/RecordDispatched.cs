using Antpath.Engine.Runs.Claiming;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Notes that the prompt is known to be with the provider.</summary>
internal sealed record RecordDispatched(AttemptId Attempt) : StepWrite
{
    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            update run_attempts set dispatched_at = coalesce(dispatched_at, now())
            where workspace_id = $1 and run_id = $2 and id = $3 and state = 'running'
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Attempt.Value);
    }
}
