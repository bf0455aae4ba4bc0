using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Secrets;
using Antpath.Engine.Telemetry;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Ends the lifecycle: nothing is left to do, the secret is destroyed, and the lease row goes.</summary>
/// <param name="SecretId">The vault entry that is destroyed with this, or null when there is none any more.</param>
/// <param name="CleanupStatus"><c>succeeded</c>, <c>retained</c> or <c>failed</c>.</param>
/// <param name="Code">Why, for programs.</param>
/// <param name="Message">Why, for people.</param>
internal sealed record CompleteCleanup(Guid? SecretId, string CleanupStatus, string Code, string Message) : StepWrite
{
    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            with run as (
                update runs
                set phase = case when $3 = 'failed' then 'cleanup_failed' else outcome end, phase_code = $4, phase_message = $5,
                    cleanup_status = $3, cleanup_code = $4, cleanup_message = $5,
                    execution_secret_id = null, cleaned_up_at = now(), step_failures = 0
                where workspace_id = $1 and id = $2 and phase = 'cleaning_up'
                returning workspace_id, id)
            delete from run_leases l
            using run
            where l.workspace_id = run.workspace_id and l.run_id = run.id
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(CleanupStatus).With(Code).With(Message);
    }

    public override SecretReference? Destroys(RunLease lease) => SecretId is null ? null : new SecretReference(lease.Workspace, lease.Run, SecretId.Value);

    public override void Measure(AntpathMetrics metrics) => metrics.CleanedUp(CleanupStatus);
}
