using Antpath.Engine.Runs.Claiming;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Gives a copy begun earlier a new place: the earlier writer may still be writing to the old one.</summary>
internal sealed record MoveReservation(OutputId Output, string Backend, string Bucket, string Path) : StepWrite
{
    public override bool Progress => false;

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            update output_objects set storage_backend = $4, storage_bucket = $5, storage_path = $6
            where workspace_id = $1 and run_id = $2 and id = $3 and state = 'reserved'
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Output.Value).With(Backend).With(Bucket).With(Path);
    }
}
