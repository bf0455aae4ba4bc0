using System.Text.Json;
using Antpath.Audit;
using Antpath.Engine.Database.Rows;
using Antpath.Engine.Runs;
using Antpath.Ids;
using Antpath.Runs;
using Npgsql;

namespace Antpath.Engine.Audit;

/// <summary>Reads the audit trail of one workspace.</summary>
public sealed class AuditQueries(NpgsqlDataSource database)
{
    /// <summary>A page of the trail, newest first, with the end of its chain at the same moment.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="cursor">Where the page before ended, or null.</param>
    /// <param name="limit">Lines at most, 1 to <see cref="RunListLimits.PageMax"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<PageResult<AuditPage>> ListAsync(WorkspaceId workspace, string? cursor, int limit, CancellationToken cancellationToken)
    {
        // One statement, so that head and lines are of one snapshot. There is always a row: without lines it holds the head alone, or nothing.
        const string Sql = """
            select h.sequence, h.hash, l.sequence, l.hash, l.id, l.occurred_at, l.app_user_id, l.api_token_id, l.action, l.target_id, l.request_id, l.detail
            from (values (@workspace)) w (workspace_id)
            left join audit_heads h on h.workspace_id = w.workspace_id
            left join lateral (
                select c.sequence, c.hash, a.id, a.occurred_at, a.app_user_id, a.api_token_id, a.action, a.target_id, a.request_id, a.detail
                from audit_chain c
                join audit_logs a on a.workspace_id = w.workspace_id and a.id = c.audit_log_id
                where c.workspace_id = w.workspace_id and c.sequence < @before
                order by c.sequence desc
                limit @limit) l on true
            order by l.sequence desc
            """;
        if (!Cursor.TryReadAudit(cursor, out var before))
            return new PageResult<AuditPage>.BadCursor();

        limit = Math.Clamp(limit, 1, RunListLimits.PageMax);
        await using var command = database.CreateCommand(workspace, Sql);
        command.Parameters.AddWithValue("workspace", workspace.Value);
        command.Parameters.AddWithValue("before", before);
        command.Parameters.AddWithValue("limit", limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var head = new AuditHead { Sequence = 0, Hash = AuditChain.Origin };
        var lines = new List<AuditView>(limit + 1);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!await reader.IsDBNullAsync(0, cancellationToken))
                head = new AuditHead { Sequence = reader.GetInt64(0), Hash = Hex(reader, 1) };
            if (!await reader.IsDBNullAsync(2, cancellationToken))
                lines.Add(Read(reader, workspace));
        }

        var more = lines.Count > limit;
        if (more)
            lines.RemoveAt(limit);
        return new PageResult<AuditPage>.Found(new AuditPage { Data = lines, Head = head, NextCursor = more ? Cursor.OfAudit(lines[^1].Sequence) : null });
    }

    internal static AuditView Read(NpgsqlDataReader reader, WorkspaceId workspace) => new()
    {
        WorkspaceId = workspace,
        Sequence = reader.GetInt64(2),
        Hash = Hex(reader, 3),
        Id = new AuditId(reader.GetGuid(4)),
        OccurredAt = reader.GetFieldValue<DateTimeOffset>(5),
        AppUserId = reader.IsDBNull(6) ? null : new AppUserId(reader.GetGuid(6)),
        ApiTokenId = reader.IsDBNull(7) ? null : new ApiTokenId(reader.GetGuid(7)),
        Action = reader.GetString(8),
        TargetId = reader.IsDBNull(9) ? null : reader.GetString(9),
        RequestId = reader.IsDBNull(10) ? null : reader.GetString(10),
        Detail = Facts(reader.GetString(11)),
    };

    private static string Hex(NpgsqlDataReader reader, int column) => Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(column));

    /// <summary>Texts as they are, everything else as the database writes its JSON: what <c>jsonb_each_text</c> gives to the hash.</summary>
    private static Dictionary<string, string?> Facts(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(
            fact => fact.Name,
            fact => fact.Value.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.String => fact.Value.GetString(),
                _ => fact.Value.GetRawText(),
            },
            StringComparer.Ordinal);
    }
}
