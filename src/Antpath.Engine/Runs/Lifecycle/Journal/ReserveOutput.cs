using Antpath.Engine.Runs.Claiming;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>Holds quota for one copy before a byte is downloaded, exactly: no row means that the workspace has no room.</summary>
internal sealed record ReserveOutput : StepWrite
{
    public required OutputId Output { get; init; }

    public required AttemptId Attempt { get; init; }

    public required string ProviderFileId { get; init; }

    public required string FileName { get; init; }

    public required string ContentType { get; init; }

    public required long SizeBytes { get; init; }

    public required string Backend { get; init; }

    public required string Bucket { get; init; }

    public required string Path { get; init; }

    /// <summary>Room of a workspace that sets no number of its own.</summary>
    public required long StorageBytesMax { get; init; }

    public override int? RowsExpected => null;

    public override bool Progress => false;

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            with room as (
                update workspace_counters
                set storage_reserved_bytes = storage_reserved_bytes + $8
                where workspace_id = $1
                    and storage_used_bytes + storage_reserved_bytes + $8 <= coalesce((select storage_bytes_max from workspaces where id = $1), $12)
                returning workspace_id)
            insert into output_objects
                (id, workspace_id, run_id, run_attempt_id, creator_app_user_id, provider_file_id, file_name, content_type, size_bytes,
                 storage_backend, storage_bucket, storage_path)
            select $3, r.workspace_id, r.id, $4, r.creator_app_user_id, $5, left($6, 4096), $7, $8, $9, $10, $11
            from runs r
            join room on room.workspace_id = r.workspace_id
            where r.workspace_id = $1 and r.id = $2
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Output.Value).With(Attempt.Value)
            .With(ProviderFileId).With(FileName).With(ContentType).With((long?)SizeBytes).With(Backend).With(Bucket).With(Path).With((long?)StorageBytesMax);
    }
}
