using System.Text.Json;
using Antpath.Ids;
using Antpath.Runs;
using Npgsql;

namespace Antpath.Engine.Runs;

/// <summary>How a run's row, its lease and its sums become the view that its workspace sees.</summary>
internal static class RunRow
{
    /// <summary>The status people see. Two words are never stored by the lifecycle: a held lease says claiming, a wish to delete says pending_delete.</summary>
    public const string ShownStatus = """
        case
            when r.pending_delete_at is not null then 'pending_delete'
            when r.status = 'queued' and l.lease_expires_at > now() then 'claiming'
            else r.status
        end
        """;

    /// <summary>What <see cref="Read"/> reads, in its order; <c>r</c> is <c>runs</c>.</summary>
    public const string Columns = $"""
        r.id, {ShownStatus}, r.status_code, r.status_message,
        case when r.phase = 'queued' and l.lease_expires_at > now() then 'claiming' else r.phase end, r.phase_code, r.phase_message,
        r.cleanup_status, r.cleanup_code, r.cleanup_message, r.execution_secret_id is not null,
        r.template_name, r.template_hash, r.template_model, r.tags, r.priority, r.attempt_count,
        r.max_duration_seconds, r.budget_cents, r.attempts_max, r.cleanup_policy,
        u.input_tokens, u.output_tokens, u.cache_read_input_tokens, u.cache_creation_input_tokens, u.active_milliseconds, u.list_cost_cents, u.storage_bytes,
        o.count, f.count, r.creator_app_user_id, r.created_at, r.started_at, r.deadline_at, r.finished_at, r.cleaned_up_at,
        r.cancel_requested_at, r.pending_delete_at, r.last_event_sequence, r.poll_seconds_min,
        case when r.cleaned_up_at is not null then o.there else 0 end
        """;

    /// <summary>What <see cref="Columns"/> needs beside <c>runs r</c>; each part is one look into an index.</summary>
    public const string Joins = """
        left join run_leases l on l.workspace_id = r.workspace_id and l.run_id = r.id
        cross join lateral (
            select
                coalesce(sum(quantity) filter (where kind = 'input_tokens'), 0)::bigint as input_tokens,
                coalesce(sum(quantity) filter (where kind = 'output_tokens'), 0)::bigint as output_tokens,
                coalesce(sum(quantity) filter (where kind = 'cache_read_input_tokens'), 0)::bigint as cache_read_input_tokens,
                coalesce(sum(quantity) filter (where kind = 'cache_creation_input_tokens'), 0)::bigint as cache_creation_input_tokens,
                coalesce(sum(quantity) filter (where kind = 'active_milliseconds'), 0)::bigint as active_milliseconds,
                coalesce(sum(quantity) filter (where kind = 'list_cost_cents'), 0)::bigint as list_cost_cents,
                coalesce(sum(quantity) filter (where kind = 'storage_bytes'), 0)::bigint as storage_bytes
            from usage_ledger
            where workspace_id = r.workspace_id and run_id = r.id) u
        cross join lateral (
            select count(*) filter (where state = 'stored' and kind = 'file')::integer as count,
                count(*) filter (where state in ('reserved', 'stored', 'deleting'))::integer as there
            from output_objects
            where workspace_id = r.workspace_id and run_id = r.id) o
        cross join lateral (
            select count(*)::integer as count from output_capture_failures where workspace_id = r.workspace_id and run_id = r.id) f
        """;

    /// <summary>The column after <see cref="Columns"/> where a query may add the snapshot.</summary>
    public const int SnapshotColumn = 41;

    public static RunView Read(NpgsqlDataReader reader)
    {
        var status = reader.GetString(1);
        var phase = reader.GetString(4);
        return new RunView
        {
            Id = new RunId(reader.GetGuid(0)),
            Status = status,
            StatusReason = DeletionOf(status, reader.GetInt32(40)) ?? ReasonOf(status)
                ?? new Reason { Code = reader.GetString(2), Message = reader.GetString(3) },
            Phase = StageOf(phase, ReasonOf(phase) ?? new Reason { Code = reader.GetString(5), Message = reader.GetString(6) }),
            Cleanup = new Stage { State = reader.GetString(7), Code = reader.GetString(8), Message = reader.GetString(9) },
            SecretHeld = reader.GetBoolean(10),
            Template = new TemplateReference { Name = reader.GetString(11), Hash = reader.GetString(12), Model = reader.GetString(13) },
            Tags = reader.GetFieldValue<string[]>(14),
            Priority = reader.GetInt16(15),
            AttemptCount = reader.GetInt16(16),
            Limits = ReadLimits(reader),
            Usage = ReadUsage(reader),
            OutputCount = reader.GetInt32(28),
            CaptureFailureCount = reader.GetInt32(29),
            CreatedBy = new AppUserId(reader.GetGuid(30)),
            CreatedAt = reader.GetFieldValue<DateTimeOffset>(31),
            StartedAt = Instant(reader, 32),
            DeadlineAt = Instant(reader, 33),
            FinishedAt = Instant(reader, 34),
            CleanedUpAt = Instant(reader, 35),
            CancelRequestedAt = Instant(reader, 36),
            PendingDeleteAt = Instant(reader, 37),
            LastEventSequence = reader.GetInt64(38),
            Snapshot = reader.FieldCount > SnapshotColumn ? JsonElement.Parse(reader.GetString(SnapshotColumn)) : null,
        };
    }

    /// <summary>A timestamp column that may be null.</summary>
    public static DateTimeOffset? Instant(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    private static RunLimits ReadLimits(NpgsqlDataReader reader) => new()
    {
        MaxDurationSeconds = reader.GetInt32(17),
        BudgetCents = reader.IsDBNull(18) ? null : reader.GetInt64(18),
        AttemptsMax = reader.GetInt16(19),
        ClaudeSession = reader.GetString(20),
        PollSecondsMin = reader.IsDBNull(39) ? null : reader.GetInt16(39),
    };

    private static UsageTotals ReadUsage(NpgsqlDataReader reader) => new()
    {
        InputTokens = reader.GetInt64(21),
        OutputTokens = reader.GetInt64(22),
        CacheReadInputTokens = reader.GetInt64(23),
        CacheCreationInputTokens = reader.GetInt64(24),
        ActiveMilliseconds = reader.GetInt64(25),
        ListCostCents = reader.GetInt64(26),
        StoredBytes = reader.GetInt64(27),
    };

    /// <summary>What keeps a deletion: the run's own life shows in phase and clean-up, but that only files are left shows nowhere else.</summary>
    private static Reason? DeletionOf(string status, int filesLeft) => status == RunStatus.PendingDelete && filesLeft > 0
        ? new Reason
        {
            Code = "delete_removing_files",
            Message = $"Deletion was asked for; work and clean-up are over, and the store still has to remove {filesLeft} of the run's files. "
                + "It is asked again until it has.",
        }
        : null;

    private static Reason? ReasonOf(string state) => state switch
    {
        RunStatus.Claiming => new Reason { Code = "claimed", Message = "A worker has taken the run and is about to begin." },
        RunStatus.PendingDelete => new Reason { Code = "delete_requested", Message = "Deletion was asked for; the run goes when its work, clean-up and files are gone." },
        _ => null,
    };

    private static Stage StageOf(string state, Reason reason) => new() { State = state, Code = reason.Code, Message = reason.Message };
}
