using Antpath.Engine.Runs.Claiming;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Ends an attempt: settled when its session is over for good, abandoned when another attempt or the run's end replaces it.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="State"><c>settled</c> or <c>abandoned</c>.</param>
/// <param name="Error">What went wrong, or null.</param>
internal sealed record EndAttempt(AttemptId Attempt, string State, AttemptError? Error) : StepWrite
{
    public const string Settled = "settled";
    public const string Abandoned = "abandoned";

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            update run_attempts
            set state = $4, settled_at = case when $4 = 'settled' then now() end, ended_at = now(),
                error_class = $5, error_code = $6, error_message = left($7, 1000), provider_request_id = left($8, 255)
            where workspace_id = $1 and run_id = $2 and id = $3 and state = 'running'
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Attempt.Value).With(State)
            .With(Error?.Class).With(Error?.Code).With(Error?.Message).With(Error?.RequestId);
    }
}
