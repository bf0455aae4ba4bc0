using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Telemetry;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Begins an attempt; with the first one the run's time begins to count.</summary>
/// <param name="Attempt">The new attempt.</param>
/// <param name="Number">Its number, from 1.</param>
internal sealed record StartAttempt(AttemptId Attempt, int Number) : StepWrite
{
    /// <summary>How long the run has waited for its first attempt; null for others.</summary>
    public TimeSpan? Waited { get; init; }

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            with run as (
                update runs
                set status = case when status = 'pending_delete' then status else 'provisioning' end, phase = 'provisioning',
                    status_code = 'attempt_started', status_message = $5, phase_code = 'attempt_started', phase_message = $5,
                    attempt_count = $4, step_failures = 0, started_at = coalesce(started_at, now()),
                    deadline_at = coalesce(deadline_at, now() + make_interval(secs => max_duration_seconds))
                where workspace_id = $1 and id = $2 and phase in ('queued', 'provisioning', 'session_created') and attempt_count = $4 - 1
                returning workspace_id, id)
            insert into run_attempts (id, workspace_id, run_id, attempt_number)
            select $3, workspace_id, id, $4 from run
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Attempt.Value).With(Number)
            .With(Number == 1 ? "Creating what the run needs at the provider." : $"Attempt {Number}: creating what the run needs at the provider.");
    }

    public override void Measure(AntpathMetrics metrics)
    {
        if (Waited is { } waited)
            metrics.Started(waited);
    }
}
