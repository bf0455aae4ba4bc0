using Antpath.Audit;
using Antpath.Engine.Database.Rows;
using Antpath.Engine.Runs;
using Antpath.Ids;
using Npgsql;
using NpgsqlTypes;

namespace Antpath.Engine.Audit;

/// <summary>
/// Looks through the audit trail of one workspace. One look covers a stretch of the trail and no more, however long that is: what is rare is found by
/// looking on, and no question costs more than another.
/// </summary>
public sealed class AuditSearch(NpgsqlDataSource database, AuditQueries queries)
{
    /// <summary>Lines that one look passes over at most.</summary>
    public const int StretchMax = 5000;

    /// <summary>Lines that one check of the chain computes at most.</summary>
    public const int CheckMax = 2000;

    /// <summary>Lines the filter lets through, newest first.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="filter">Which lines.</param>
    /// <param name="cursor">Where the look before ended, or null.</param>
    /// <param name="limit">Lines at most, 1 to 200.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A page; it may be empty and have a next cursor, when nothing in the stretch fits.</returns>
    public async Task<PageResult<AuditPage>> FindAsync(WorkspaceId workspace, AuditFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        if (!Cursor.TryReadAudit(cursor, out var before))
            return new PageResult<AuditPage>.BadCursor();
        var (head, start, first) = await BeginAsync(workspace, filter, before, cancellationToken);
        limit = Math.Clamp(limit, 1, Antpath.Runs.RunListLimits.PageMax);
        var last = Math.Max(first, start - StretchMax);
        var lines = start > last ? await ReadAsync(workspace, filter, start, last, limit, cancellationToken) : [];
        var next = lines.Count == limit ? lines[^1].Sequence : last;
        var over = next <= first;
        return new PageResult<AuditPage>.Found(new AuditPage { Data = lines, Head = head, NextCursor = over ? null : Cursor.OfAudit(next) });
    }

    /// <summary>Computes the newest part of the chain again.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<AuditCheck> CheckAsync(WorkspaceId workspace, CancellationToken cancellationToken)
    {
        AuditChain? chain = null;
        string? cursor = null;
        do
        {
            if (await queries.ListAsync(workspace, cursor, Antpath.Runs.RunListLimits.PageMax, cancellationToken) is not PageResult<AuditPage>.Found { Page: var page })
                throw new InvalidOperationException("the audit trail did not know its own cursor");
            chain ??= new AuditChain(page.Head);
            foreach (var line in page.Data)
            {
                if (chain.Take(line) is { } broken)
                    return new AuditCheck(chain.Head, chain.Lines, broken);
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null && chain.Lines < CheckMax);
        return new AuditCheck(chain.Head, chain.Lines, cursor is null ? chain.Finish() : null);
    }

    // a line has its time from its transaction's begin and its place from the commit: by so much they may disagree
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The end of the chain, the place before which a look begins and the last one it comes to: for a span of time those of the span, not those of the
    /// trail. A span after the newest line has no place.
    /// </summary>
    private async Task<(AuditHead Head, long Start, long First)> BeginAsync(
        WorkspaceId workspace, AuditFilter filter, long before, CancellationToken cancellationToken)
    {
        const string Sql = """
            select h.sequence, h.hash, (
                select c.sequence
                from audit_logs a
                join audit_chain c on c.audit_log_id = a.id
                where a.workspace_id = @workspace and a.occurred_at >= @until
                order by a.occurred_at, a.id
                limit 1), (
                select c.sequence
                from audit_logs a
                join audit_chain c on c.audit_log_id = a.id
                where a.workspace_id = @workspace and a.occurred_at >= @from
                order by a.occurred_at, a.id
                limit 1)
            from audit_heads h
            where h.workspace_id = @workspace
            """;
        await using var command = database.CreateCommand(workspace, Sql);
        command.Parameters.AddWithValue("workspace", workspace.Value);
        command.Parameters.Add(Nullable("until", NpgsqlDbType.TimestampTz, Later(filter.Until)));
        command.Parameters.Add(Nullable("from", NpgsqlDbType.TimestampTz, Earlier(filter.From)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return (new AuditHead { Sequence = 0, Hash = AuditChain.Origin }, 0, 1);
        var head = new AuditHead { Sequence = reader.GetInt64(0), Hash = Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(1)) };
        var start = Math.Min(before, head.Sequence + 1);
        if (!await reader.IsDBNullAsync(2, cancellationToken))
            start = Math.Min(start, reader.GetInt64(2));
        return (head, start, filter.From is null ? 1 : await reader.IsDBNullAsync(3, cancellationToken) ? head.Sequence + 1 : reader.GetInt64(3));
    }

    // at the ends of what a time can be, a minute more is none
    private static DateTimeOffset? Later(DateTimeOffset? at) => at < DateTimeOffset.MaxValue - Slack ? at?.ToUniversalTime() + Slack : at?.ToUniversalTime();

    private static DateTimeOffset? Earlier(DateTimeOffset? at) => at > DateTimeOffset.MinValue + Slack ? at?.ToUniversalTime() - Slack : at?.ToUniversalTime();

    private async Task<List<AuditView>> ReadAsync(
        WorkspaceId workspace, AuditFilter filter, long start, long last, int limit, CancellationToken cancellationToken)
    {
        const string Sql = """
            select null::bigint, null::bytea,
                c.sequence, c.hash, a.id, a.occurred_at, a.app_user_id, a.api_token_id, a.action, a.target_id, a.request_id, a.detail
            from audit_chain c
            join audit_logs a on a.workspace_id = c.workspace_id and a.id = c.audit_log_id
            where c.workspace_id = @workspace and c.sequence < @start and c.sequence >= @last
                and (@action::text is null or a.action = @action or (right(@action, 1) = '.' and starts_with(a.action, @action)))
                and (@user::uuid is null or a.app_user_id = @user)
                and (@from::timestamptz is null or a.occurred_at >= @from)
                and (@until::timestamptz is null or a.occurred_at < @until)
            order by c.sequence desc
            limit @limit
            """;
        await using var command = database.CreateCommand(workspace, Sql);
        command.Parameters.AddWithValue("workspace", workspace.Value);
        command.Parameters.AddWithValue("start", start);
        command.Parameters.AddWithValue("last", last);
        command.Parameters.Add(Nullable("action", NpgsqlDbType.Text, filter.Action));
        command.Parameters.Add(Nullable("user", NpgsqlDbType.Uuid, filter.AppUser?.Value));
        command.Parameters.Add(Nullable("from", NpgsqlDbType.TimestampTz, filter.From?.ToUniversalTime()));
        command.Parameters.Add(Nullable("until", NpgsqlDbType.TimestampTz, filter.Until?.ToUniversalTime()));
        command.Parameters.AddWithValue("limit", limit);
        var lines = new List<AuditView>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            lines.Add(AuditQueries.Read(reader, workspace));
        return lines;
    }

    private static NpgsqlParameter Nullable(string name, NpgsqlDbType type, object? value) => new(name, type) { Value = value ?? DBNull.Value };
}
