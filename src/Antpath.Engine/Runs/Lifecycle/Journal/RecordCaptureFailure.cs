using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Telemetry;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Notes a file that could not be captured, instead of what was noted about it before. Giving its reservation back is <see cref="DropReservation"/>'s.</summary>
internal sealed record RecordCaptureFailure(
    Guid Id, AttemptId Attempt, string ProviderFileId, string FileName, long? SizeBytes, string Reason, string Message, bool Retryable) : StepWrite
{
    public override int? RowsExpected => null;

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            insert into output_capture_failures
                (id, workspace_id, run_id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, size_bytes, reason, message, retryable)
            select $3, workspace_id, id, $4, creator_app_user_id, $5, left($6, 4096), $7, $8, left($9, 1000), $10
            from runs
            where workspace_id = $1 and id = $2
            on conflict (run_attempt_id, provider_file_id) do update
            set size_bytes = excluded.size_bytes, reason = excluded.reason, message = excluded.message, retryable = excluded.retryable, created_at = now()
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With((Guid?)Id).With(Attempt.Value)
            .With(ProviderFileId).With(FileName).With(SizeBytes).With(Reason).With(Message).With((bool?)Retryable);
    }

    public override void Measure(AntpathMetrics metrics) => metrics.NotCaptured(Reason);
}
