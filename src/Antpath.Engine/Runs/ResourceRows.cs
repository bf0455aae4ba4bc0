using Antpath.Ids;
using Antpath.Runs;
using Npgsql;

namespace Antpath.Engine.Runs;

/// <summary>Rows of <c>provider_resources</c> and <c>cleanup_attempts</c> as people see them.</summary>
internal static class ResourceRows
{
    public static NpgsqlBatchCommand JournalCommand(WorkspaceId workspace, RunId run, int limit)
    {
        const string Sql = """
            select p.id, p.resource_type, a.attempt_number, p.provider_name, p.provider_id, p.state, p.cleanup_status, p.cleanup_attempt_count,
                p.cleanup_error, p.intended_at, p.created_at, p.disposed_at, p.parent_provider_id
            from provider_resources p
            join run_attempts a on a.workspace_id = p.workspace_id and a.id = p.run_attempt_id
            where p.workspace_id = $1 and p.run_id = $2
            order by p.intended_at, p.id
            limit $3
            """;
        return Command(Sql, workspace, run, limit);
    }

    public static NpgsqlBatchCommand CleanupCommand(WorkspaceId workspace, RunId run, int limit)
    {
        const string Sql = """
            select provider_resource_id, action, status, retry_count, error_code, error_message, attempted_at
            from cleanup_attempts
            where workspace_id = $1 and run_id = $2
            order by attempted_at, id
            limit $3
            """;
        return Command(Sql, workspace, run, limit);
    }

    public static ResourceView ReadResource(NpgsqlDataReader reader)
    {
        var entry = ReadEntry(reader);
        return entry with { Remedy = RemedySentence.Of(entry) };
    }

    public static CleanupAttemptView ReadCleanup(NpgsqlDataReader reader) => new()
    {
        ResourceId = reader.IsDBNull(0) ? null : new ResourceId(reader.GetGuid(0)),
        Action = reader.GetString(1),
        Status = reader.GetString(2),
        RetryCount = reader.GetInt16(3),
        ErrorCode = Text(reader, 4),
        ErrorMessage = Text(reader, 5),
        AttemptedAt = reader.GetFieldValue<DateTimeOffset>(6),
    };

    private static ResourceView ReadEntry(NpgsqlDataReader reader) => new()
    {
        Id = new ResourceId(reader.GetGuid(0)),
        Type = reader.GetString(1),
        Attempt = reader.GetInt16(2),
        ProviderName = reader.GetString(3),
        ProviderId = Text(reader, 4),
        State = reader.GetString(5),
        CleanupStatus = reader.GetString(6),
        CleanupAttemptCount = reader.GetInt16(7),
        CleanupError = Text(reader, 8),
        IntendedAt = reader.GetFieldValue<DateTimeOffset>(9),
        CreatedAt = RunRow.Instant(reader, 10),
        DisposedAt = RunRow.Instant(reader, 11),
        ParentProviderId = Text(reader, 12),
    };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    private static NpgsqlBatchCommand Command(string sql, WorkspaceId workspace, RunId run, int limit) => new(sql)
    {
        Parameters = { new() { Value = workspace.Value }, new() { Value = run.Value }, new() { Value = limit } },
    };
}
