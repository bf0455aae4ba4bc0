using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Telemetry;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Makes the run terminal for its user, gives its slot back and begins clean-up.</summary>
/// <param name="From">The phase it leaves.</param>
/// <param name="Ending">How it ends; an outcome fixed before stays.</param>
internal sealed record FinishRun(string From, RunEnding Ending) : StepWrite
{
    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            with held as (select active from run_leases where workspace_id = $1 and run_id = $2),
            run as (
                update runs
                set status = case when status = 'pending_delete' then status else coalesce(outcome, $4) end,
                    status_code = coalesce(outcome_code, $5), status_message = coalesce(outcome_message, $6),
                    outcome = coalesce(outcome, $4), outcome_code = coalesce(outcome_code, $5), outcome_message = coalesce(outcome_message, $6),
                    phase = 'cleaning_up', phase_code = 'cleaning_up', phase_message = 'Removing what the run created.',
                    cleanup_status = 'in_progress', cleanup_code = 'cleaning_up', cleanup_message = 'Removing what the run created.',
                    finished_at = now(), step_failures = 0
                where workspace_id = $1 and id = $2 and phase = $3
                returning workspace_id),
            lease as (update run_leases set active = false, waiting = false where workspace_id = $1 and run_id = $2)
            update workspace_counters c
            set open_runs = open_runs - 1, active_runs = active_runs - held.active::int
            from run, held
            where c.workspace_id = run.workspace_id
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(From)
            .With(Ending.Status).With(Ending.Code).With(Ending.Message);
    }

    public override void Measure(AntpathMetrics metrics) => metrics.Finished(Ending.Status);
}
