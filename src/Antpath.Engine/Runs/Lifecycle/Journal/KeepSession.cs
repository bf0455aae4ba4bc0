using Antpath.Engine.Runs.Claiming;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Keeps the session of a run that has just ended for a while, if files were not captured that can be tried again. Comes after <see cref="FinishRun"/>.</summary>
/// <param name="For">How long; nothing is kept for no time.</param>
internal sealed record KeepSession(TimeSpan For) : StepWrite
{
    public override int? RowsExpected => null;

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            update runs
            set outputs_kept_until = now() + $3, cleanup_code = 'session_kept',
                cleanup_message = 'The session is kept for a while, because files that were not captured can be tried again.'
            where workspace_id = $1 and id = $2 and phase = 'cleaning_up' and pending_delete_at is null and $3 > interval '0'
                and exists (select from output_capture_failures f where f.workspace_id = $1 and f.run_id = $2 and f.retryable)
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With((TimeSpan?)For);
    }
}
