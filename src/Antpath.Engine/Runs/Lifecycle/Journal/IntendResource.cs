using Antpath.Engine.Runs.Claiming;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Journals a provider resource before it is asked for.</summary>
internal sealed record IntendResource(ResourceId Resource, AttemptId Attempt, string ResourceType, string LocalKey, int Try, string ProviderName) : StepWrite
{
    public override bool Progress => false;

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            insert into provider_resources (id, workspace_id, run_id, run_attempt_id, resource_type, local_key, try_number, provider_name)
            values ($3, $1, $2, $4, $5, $6, $7, $8)
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Resource.Value).With(Attempt.Value)
            .With(ResourceType).With(LocalKey).With(Try).With(ProviderName);
    }
}
