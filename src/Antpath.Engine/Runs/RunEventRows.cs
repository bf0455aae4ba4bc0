using System.Text.Json;
using Antpath.Ids;
using Antpath.Runs;
using Npgsql;

namespace Antpath.Engine.Runs;

/// <summary>Rows of <c>run_events</c> as people see them.</summary>
internal static class RunEventRows
{
    /// <summary>One row when the run is there: whether its lifecycle is over.</summary>
    public static NpgsqlBatchCommand ClosedCommand(WorkspaceId workspace, RunId run)
    {
        const string Sql = "select cleaned_up_at is not null from runs where workspace_id = $1 and id = $2 and status <> 'deleted'";
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspace.Value }, new() { Value = run.Value } } };
    }

    public static NpgsqlBatchCommand PageCommand(WorkspaceId workspace, RunId run, long after, int limit)
    {
        const string Sql = """
            select e.id, e.sequence, e.source, e.type, a.attempt_number, coalesce(e.processed_at, e.recorded_at), e.summary, e.usage
            from run_events e
            left join run_attempts a on a.workspace_id = e.workspace_id and a.id = e.run_attempt_id
            where e.workspace_id = $1 and e.run_id = $2 and e.sequence > $3
            order by e.sequence
            limit $4
            """;
        return new NpgsqlBatchCommand(Sql)
        {
            Parameters = { new() { Value = workspace.Value }, new() { Value = run.Value }, new() { Value = after }, new() { Value = limit } },
        };
    }

    public static EventView Read(NpgsqlDataReader reader) => new()
    {
        Id = new EventId(reader.GetGuid(0)),
        Sequence = reader.GetInt64(1),
        Cursor = Cursor.Of(reader.GetInt64(1)),
        Source = reader.GetString(2),
        Type = reader.GetString(3),
        Attempt = reader.IsDBNull(4) ? null : reader.GetInt16(4),
        OccurredAt = reader.GetFieldValue<DateTimeOffset>(5),
        Summary = reader.IsDBNull(6) ? null : JsonElement.Parse(reader.GetString(6)),
        Usage = reader.IsDBNull(7) ? null : JsonSerializer.Deserialize(reader.GetString(7), WireJson.Default.UsageTotals),
    };
}
