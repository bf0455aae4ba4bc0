using Antpath.Engine.Runs.Claiming;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Closes an intent that did not become a resource.</summary>
internal sealed record RecordAbsent(ResourceId Resource) : StepWrite
{
    public override bool Progress => false;

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            update provider_resources
            set state = 'absent', cleanup_status = 'succeeded', disposed_at = now()
            where workspace_id = $1 and run_id = $2 and id = $3 and state = 'intended'
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Resource.Value);
    }
}
