using Antpath.Engine.Runs.Claiming;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Moves a run from one phase to another before its outcome is known; the user-facing status goes along.</summary>
/// <param name="From">The phase it leaves.</param>
/// <param name="To">The phase it enters; may be the same, with another reason.</param>
/// <param name="Code">Why, for programs.</param>
/// <param name="Message">Why, for people.</param>
internal sealed record MovePhase(string From, string To, string Code, string Message) : StepWrite
{
    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            update runs
            set status = case when status = 'pending_delete' then status else $4 end, phase = $4,
                status_code = $5, status_message = $6, phase_code = $5, phase_message = $6, step_failures = 0
            where workspace_id = $1 and id = $2 and phase = $3 and outcome is null
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(From).With(To).With(Code).With(Message);
    }
}
