using Antpath.Engine.Runs.Claiming;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Closes an intent with the provider's id.</summary>
internal sealed record RecordCreated(ResourceId Resource, string ProviderId, string? Version, string? ParentProviderId) : StepWrite
{
    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            update provider_resources
            set state = 'created', provider_id = $4, provider_version = $5, parent_provider_id = $6, created_at = now()
            where workspace_id = $1 and run_id = $2 and id = $3 and state = 'intended'
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Resource.Value)
            .With(ProviderId).With(Version).With(ParentProviderId);
    }
}
