using Antpath.Engine.Runs.Claiming;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Notes the session of an attempt. An attempt has one session, ever.</summary>
internal sealed record RecordSession(AttemptId Attempt, string SessionId) : StepWrite
{
    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            update run_attempts set provider_session_id = $4
            where workspace_id = $1 and run_id = $2 and id = $3 and provider_session_id is null and state = 'running'
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Attempt.Value).With(SessionId);
    }
}
