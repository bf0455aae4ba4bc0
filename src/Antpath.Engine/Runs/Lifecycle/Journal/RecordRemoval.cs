using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Telemetry;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Notes one try at removing a resource, in its journal row and in the list of tries.</summary>
internal sealed record RecordRemoval : StepWrite
{
    public required Guid Id { get; init; }

    public required ResourceId Resource { get; init; }

    /// <summary><c>delete</c>, <c>archive</c> or <c>retain</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What the journal row says now: <c>succeeded</c>, <c>retained</c>, <c>in_progress</c> or <c>failed</c>.</summary>
    public required string CleanupStatus { get; init; }

    /// <summary>Tries before this one.</summary>
    public required int RetryCount { get; init; }

    /// <summary>When to try again, or null for never.</summary>
    public TimeSpan? RetryIn { get; init; }

    public AttemptError? Error { get; init; }

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            with resource as (
                update provider_resources
                set cleanup_status = $5, cleanup_next_at = now() + $8, cleanup_attempt_count = $7 + 1, cleanup_error = left($10, 1000),
                    disposed_at = case when $5 = 'succeeded' then now() end
                where workspace_id = $1 and run_id = $2 and id = $3 and cleanup_status in ('pending', 'in_progress')
                returning workspace_id, run_id, id)
            insert into cleanup_attempts
                (id, workspace_id, run_id, provider_resource_id, action, status, retry_count, error_code, error_message, provider_request_id)
            select $4, workspace_id, run_id, id, $6,
                case $5 when 'succeeded' then 'succeeded' when 'retained' then 'succeeded' when 'in_progress' then 'retrying' else 'failed' end,
                $7, $9, left($10, 1000), left($11, 255)
            from resource
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Resource.Value).With((Guid?)Id)
            .With(CleanupStatus).With(Action).With(RetryCount).With(RetryIn).With(Error?.Code).With(Error?.Message).With(Error?.RequestId);
    }

    public override void Measure(AntpathMetrics metrics) => metrics.Removed(CleanupStatus);
}
