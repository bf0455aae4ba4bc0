using Antpath.Engine.Runs.Claiming;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Takes a run's stored manifest out of reach, because another takes its place. Its object is removed, and its bytes are given back, later.</summary>
internal sealed record RetireManifest : StepWrite
{
    public override int? RowsExpected => null;

    public override bool Progress => false;

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            update output_objects
            set state = 'deleting', provider_file_id = provider_file_id || ':' || id
            where workspace_id = $1 and run_id = $2 and kind = 'manifest' and state = 'stored'
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value);
    }
}
