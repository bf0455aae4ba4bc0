using Npgsql;

namespace Antpath.Chaos.Verdict;

/// <summary>Reads the product's tables from outside the product, all workspaces at once: nothing of anybody may be wrong.</summary>
internal sealed class ProductRecords(NpgsqlDataSource observer)
{
    public async Task<IReadOnlyDictionary<Guid, RunRecord>> RunsAsync(CancellationToken cancellationToken)
    {
        var sessions = (await RowsAsync("select run_id, provider_session_id, state, dispatched_at is not null from run_attempts where provider_session_id is not null order by run_id, attempt_number", cancellationToken))
            .ToLookup(row => (Guid)row[0]!, row => ((string)row[1]!, (string)row[2]! == "settled", (bool)row[3]!));
        var events = (await RowsAsync("select run_id, sequence, provider_event_id from run_events order by run_id, sequence", cancellationToken)).ToLookup(row => (Guid)row[0]!);
        var outputs = (await RowsAsync("select run_id, file_name, encode(sha256, 'hex') from output_objects where kind = 'file' and state = 'stored'", cancellationToken))
            .ToLookup(row => (Guid)row[0]!, row => $"{row[1]} {row[2]}");
        var failures = (await RowsAsync("select run_id, count(*)::int from output_capture_failures group by run_id", cancellationToken))
            .ToDictionary(row => (Guid)row[0]!, row => (int)row[1]!);
        var tokens = (await RowsAsync("select run_id, kind, sum(quantity)::bigint from usage_ledger where kind like '%tokens' group by run_id, kind", cancellationToken))
            .ToLookup(row => (Guid)row[0]!, row => KeyValuePair.Create((string)row[1]!, (long)row[2]!));
        const string Runs = """
            select r.id, r.status, r.status_code, r.phase, r.cleanup_status, r.last_event_sequence, l.left
            from runs r, lateral (
                select string_agg(format('%s %s %s after %s tries: %s', resource_type, state, cleanup_status, cleanup_attempt_count, cleanup_error), '; ') as left
                from provider_resources
                where run_id = r.id and cleanup_status = 'failed') l
            """;
        var runs = await RowsAsync(Runs, cancellationToken);
        return runs.Select(row => new RunRecord
        {
            Id = (Guid)row[0]!,
            Status = (string)row[1]!,
            StatusCode = (string)row[2]!,
            Phase = (string)row[3]!,
            CleanupStatus = (string)row[4]!,
            LastEventSequence = (long)row[5]!,
            Left = (string?)row[6],
            Sessions = [.. sessions[(Guid)row[0]!]],
            Sequences = [.. events[(Guid)row[0]!].Select(logged => (long)logged[1]!)],
            ProviderEvents = [.. events[(Guid)row[0]!].Select(logged => (string?)logged[2]).OfType<string>()],
            Outputs = [.. outputs[(Guid)row[0]!]],
            CaptureFailures = failures.GetValueOrDefault((Guid)row[0]!),
            Tokens = tokens[(Guid)row[0]!].ToDictionary(StringComparer.Ordinal),
        }).ToDictionary(run => run.Id);
    }

    /// <summary>How many runs there are, are terminal for their users, and have nothing left to do.</summary>
    public async Task<(long All, long Terminal, long Over)> ProgressAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            select count(*), count(*) filter (where status in ('succeeded', 'failed', 'timed_out', 'cancelled', 'deleted')),
                count(*) filter (where phase in ('succeeded', 'failed', 'timed_out', 'cancelled', 'cleanup_failed', 'deleted') and (pending_delete_at is null or deleted_at is not null))
            from runs
            """;
        var row = (await RowsAsync(Sql, cancellationToken)).Single();
        return ((long)row[0]!, (long)row[1]!, (long)row[2]!);
    }

    /// <summary>Things of which none may be left at the end, by name, each with its statement's count.</summary>
    public async Task<long> CountAsync(string sql, CancellationToken cancellationToken) => (long)(await RowsAsync(sql, cancellationToken)).Single()[0]!;

    /// <summary>Workspaces whose counters do not say what the rows say.</summary>
    public async Task<IReadOnlyList<string>> DriftAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            select w.id::text, c.open_runs, c.active_runs, c.storage_used_bytes, c.storage_reserved_bytes,
                (select count(*) from runs r where r.workspace_id = w.id and r.finished_at is null and r.status <> 'deleted')::int,
                (select count(*) from run_leases l where l.workspace_id = w.id and l.active)::int,
                (select coalesce(sum(size_bytes), 0) from output_objects o where o.workspace_id = w.id and o.state in ('stored', 'deleting'))::bigint,
                (select coalesce(sum(size_bytes), 0) from output_objects o where o.workspace_id = w.id and o.state = 'reserved')::bigint,
                (select coalesce(sum(quantity), 0) from usage_ledger u where u.workspace_id = w.id and u.kind = 'storage_bytes')::bigint
            from workspaces w
            join workspace_counters c on c.workspace_id = w.id
            """;
        return
        [
            .. (await RowsAsync(Sql, cancellationToken))
                .Where(row => !row[1]!.Equals(row[5]) || !row[2]!.Equals(row[6]) || !row[3]!.Equals(row[7]) || !row[4]!.Equals(row[8]) || !row[3]!.Equals(row[9]))
                .Select(row => $"workspace {row[0]}: open {row[1]} (rows say {row[5]}), active {row[2]} ({row[6]}), stored bytes {row[3]} ({row[7]}, ledger {row[9]}), reserved {row[4]} ({row[8]})"),
        ];
    }

    /// <summary>Where each stored output lies, with its hash.</summary>
    public async Task<IReadOnlyDictionary<string, string>> StoredAsync(CancellationToken cancellationToken) =>
        (await RowsAsync("select storage_path, encode(sha256, 'hex') from output_objects where state = 'stored'", cancellationToken))
            .ToDictionary(row => (string)row[0]!, row => (string)row[1]!, StringComparer.Ordinal);

    private async Task<List<object?[]>> RowsAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = observer.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<object?[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
                row[i] = await reader.IsDBNullAsync(i, cancellationToken) ? null : reader.GetValue(i);
            rows.Add(row);
        }

        return rows;
    }
}
