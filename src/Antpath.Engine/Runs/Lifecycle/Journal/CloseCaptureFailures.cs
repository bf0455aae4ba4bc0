using Antpath.Engine.Runs.Claiming;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>No file of the run can be tried again: its session is gone.</summary>
internal sealed record CloseCaptureFailures : StepWrite
{
    public override int? RowsExpected => null;

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = "update output_capture_failures set retryable = false where workspace_id = $1 and run_id = $2 and retryable";
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value);
    }
}
