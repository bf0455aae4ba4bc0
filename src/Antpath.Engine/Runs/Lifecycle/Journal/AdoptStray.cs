using Antpath.Engine.Runs.Claiming;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>
/// Journals a resource that carries this run's marker although another one plays its part: a duplicate of a try whose answer was lost. It is
/// only to be removed.
/// </summary>
internal sealed record AdoptStray(ResourceId Resource, AttemptId Attempt, string ResourceType, string ProviderId, int Try, string ProviderName) : StepWrite
{
    public override int? RowsExpected => null;

    public override bool Progress => false;

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            insert into provider_resources
                (id, workspace_id, run_id, run_attempt_id, resource_type, local_key, try_number, provider_name, state, provider_id, created_at)
            values ($3, $1, $2, $4, $5, 'stray:' || left($6, 255), $7, $8, 'created', $6, now())
            on conflict (run_attempt_id, resource_type, local_key, try_number) do nothing
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Resource.Value).With(Attempt.Value)
            .With(ResourceType).With(ProviderId).With(Try).With(ProviderName);
    }
}
