using Antpath.Engine.Runs.Claiming;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Counts a failed step. Progress sets the count back to nothing.</summary>
/// <param name="Count">Failures in a row, this one included.</param>
internal sealed record RecordStepFailure(int Count) : StepWrite
{
    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = "update runs set step_failures = $3 where workspace_id = $1 and id = $2";
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Count);
    }
}
