using Antpath.Engine.Runs.Claiming;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Takes back a capture failure: the file, or the list, was had after all.</summary>
internal sealed record DropCaptureFailure(AttemptId Attempt, string ProviderFileId) : StepWrite
{
    public override int? RowsExpected => null;

    public override bool Progress => false;

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            delete from output_capture_failures
            where workspace_id = $1 and run_id = $2 and run_attempt_id = $3 and provider_file_id = $4
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Attempt.Value).With(ProviderFileId);
    }
}
