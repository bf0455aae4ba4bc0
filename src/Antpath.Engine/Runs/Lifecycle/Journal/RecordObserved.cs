using Antpath.Engine.Runs.Claiming;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Notes how far an attempt has been observed and what usage is booked: in the transaction of the events and ledger rows themselves.</summary>
/// <param name="Attempt">The attempt.</param>
/// <param name="ProviderStatus">The session's status as the provider spells it.</param>
/// <param name="ObservedUntil">Newest provider time seen, or null when none.</param>
/// <param name="BookedUsage">Cumulative usage in the ledger, as JSON.</param>
internal sealed record RecordObserved(AttemptId Attempt, string? ProviderStatus, DateTimeOffset? ObservedUntil, string BookedUsage) : StepWrite
{
    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            update run_attempts
            set provider_status = coalesce(left($4, 64), provider_status), observed_until = greatest(observed_until, $5), booked_usage = $6
            where workspace_id = $1 and run_id = $2 and id = $3
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Attempt.Value)
            .With(ProviderStatus).With(ObservedUntil).WithJson(BookedUsage);
    }
}
