using Antpath.Engine.Runs.Claiming;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>A user's wish to try failed files again is carried out. When none is left that can be tried, the session is kept no longer.</summary>
internal sealed record EndRetry : StepWrite
{
    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            with kept as (
                select exists (select from output_capture_failures f where f.workspace_id = $1 and f.run_id = $2 and f.retryable) as more)
            update runs r
            set outputs_retry_requested_at = null,
                outputs_kept_until = case when kept.more then r.outputs_kept_until end,
                cleanup_code = case when kept.more then r.cleanup_code else 'cleaning_up' end,
                cleanup_message = case when kept.more then r.cleanup_message else 'Removing what the run created.' end
            from kept
            where r.workspace_id = $1 and r.id = $2
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value);
    }
}
