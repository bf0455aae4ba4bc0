using Antpath.Engine.Outputs;
using Antpath.Ids;
using Antpath.Runs;
using Npgsql;

namespace Antpath.Engine.Runs;

/// <summary>Rows of <c>output_objects</c> and <c>output_capture_failures</c> as people see them.</summary>
internal static class OutputRows
{
    public static NpgsqlBatchCommand CapturedCommand(WorkspaceId workspace, RunId run, Guid after, int limit)
    {
        const string Sql = """
            select id, file_name, size_bytes, sha256, content_type, stored_at
            from output_objects
            where workspace_id = $1 and run_id = $2 and id > $3 and state = 'stored' and kind = 'file'
            order by id
            limit $4
            """;
        return Command(Sql, workspace, run, after, limit);
    }

    /// <summary>The run's manifest in the shape of an output, if there is one.</summary>
    public static NpgsqlBatchCommand ManifestCommand(WorkspaceId workspace, RunId run)
    {
        const string Sql = """
            select id, file_name, size_bytes, sha256, content_type, stored_at
            from output_objects
            where workspace_id = $1 and run_id = $2 and state = 'stored' and kind = 'manifest'
            limit 1
            """;
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspace.Value }, new() { Value = run.Value } } };
    }

    /// <summary>One row: until when failed files may be tried again, whether that is being done, and when the outputs were deleted.</summary>
    public static NpgsqlBatchCommand StateCommand(WorkspaceId workspace, RunId run)
    {
        const string Sql = """
            select case when phase = 'cleaning_up' and pending_delete_at is null and outputs_kept_until > now() then outputs_kept_until end,
                outputs_retry_requested_at is not null and phase = 'cleaning_up', outputs_deleted_at
            from runs
            where workspace_id = $1 and id = $2
            """;
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspace.Value }, new() { Value = run.Value } } };
    }

    public static NpgsqlBatchCommand FailuresCommand(WorkspaceId workspace, RunId run, Guid after, int limit)
    {
        const string Sql = """
            select id, file_name, size_bytes, reason, message, created_at, retryable
            from output_capture_failures
            where workspace_id = $1 and run_id = $2 and id > $3
            order by id
            limit $4
            """;
        return Command(Sql, workspace, run, after, limit);
    }

    public static OutputView ReadCaptured(NpgsqlDataReader reader) => new()
    {
        Id = new OutputId(reader.GetGuid(0)),
        FileName = reader.GetString(1),
        SizeBytes = reader.GetInt64(2),
        Sha256 = Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(3)),
        ContentType = ContentTypes.Neutralise(reader.GetString(4)),
        CapturedAt = reader.GetFieldValue<DateTimeOffset>(5),
    };

    public static CaptureFailureView ReadFailure(NpgsqlDataReader reader) => new()
    {
        Id = new OutputId(reader.GetGuid(0)),
        FileName = reader.GetString(1),
        SizeBytes = reader.IsDBNull(2) ? null : reader.GetInt64(2),
        Reason = reader.GetString(3),
        Message = reader.GetString(4),
        FailedAt = reader.GetFieldValue<DateTimeOffset>(5),
        Retryable = reader.GetBoolean(6),
    };

    private static NpgsqlBatchCommand Command(string sql, WorkspaceId workspace, RunId run, Guid after, int limit) => new(sql)
    {
        Parameters = { new() { Value = workspace.Value }, new() { Value = run.Value }, new() { Value = after }, new() { Value = limit } },
    };
}
