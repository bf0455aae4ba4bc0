using Antpath.Engine.Runs.Claiming;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Fixes how the run will end and begins the capture of its files.</summary>
/// <param name="From">The phase it leaves.</param>
/// <param name="Ending">How it will end; never changes after this.</param>
internal sealed record SettleRun(string From, RunEnding Ending) : StepWrite
{
    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            update runs
            set status = case when status = 'pending_delete' then status else 'capturing_outputs' end, phase = 'capturing_outputs',
                status_code = $5, status_message = 'The session is over; its files are being captured.',
                phase_code = $5, phase_message = 'The session is over; its files are being captured.',
                outcome = $4, outcome_code = $5, outcome_message = $6, step_failures = 0
            where workspace_id = $1 and id = $2 and phase = $3 and outcome is null
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(From)
            .With(Ending.Status).With(Ending.Code).With(Ending.Message);
    }
}
