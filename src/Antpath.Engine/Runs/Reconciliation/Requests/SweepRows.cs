using Antpath.Ids;
using Antpath.Runs;
using Antpath.Sweeps;
using Npgsql;

namespace Antpath.Engine.Runs.Reconciliation.Requests;

/// <summary>Rows of <c>provider_sweeps</c> and their findings as people see them.</summary>
internal static class SweepRows
{
    public static NpgsqlBatchCommand ReadCommand(WorkspaceId workspace, ProviderSweepId id)
    {
        const string Sql = """
            select id, status, status_code, status_message, dry_run, secret_id is not null, found_count, created_at, started_at, finished_at, deadline_at
            from provider_sweeps
            where workspace_id = $1 and id = $2
            """;
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspace.Value }, new() { Value = id.Value } } };
    }

    public static NpgsqlBatchCommand FindingsCommand(WorkspaceId workspace, ProviderSweepId id, int limit)
    {
        const string Sql = """
            select resource_type, provider_id, run_name, created_at, action, reason, message
            from provider_sweep_findings
            where workspace_id = $1 and sweep_id = $2
            order by recorded_at, resource_type, provider_id
            limit $3
            """;
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspace.Value }, new() { Value = id.Value }, new() { Value = limit } } };
    }

    public static ProviderSweepView Read(NpgsqlDataReader reader) => new()
    {
        Id = new ProviderSweepId(reader.GetGuid(0)),
        Status = reader.GetString(1),
        StatusReason = new Reason { Code = reader.GetString(2), Message = reader.GetString(3) },
        DryRun = reader.GetBoolean(4),
        SecretHeld = reader.GetBoolean(5),
        FoundCount = reader.GetInt32(6),
        Findings = [],
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(7),
        StartedAt = RunRow.Instant(reader, 8),
        FinishedAt = RunRow.Instant(reader, 9),
        DeadlineAt = reader.GetFieldValue<DateTimeOffset>(10),
    };

    public static ProviderSweepFinding ReadFinding(NpgsqlDataReader reader) => new()
    {
        Type = reader.GetString(0),
        ProviderId = reader.GetString(1),
        Run = reader.IsDBNull(2) ? null : reader.GetString(2),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(3),
        Action = reader.GetString(4),
        Reason = new Reason { Code = reader.GetString(5), Message = reader.GetString(6) },
    };
}
