using System.Text.Json;
using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Claiming;
using Antpath.Engine.Runs.Lifecycle.Journal;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle;

/// <summary>Reads what a step decides by, in one round trip.</summary>
internal sealed class RunReader(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Journal entries of one run at most; a template's limits stay far below.</summary>
    private const int JournalMax = 5000;

    private const int BoundaryMax = 5000;

    /// <returns>The facts, or null when the run is not held under this lease any more.</returns>
    public async Task<RunFacts?> ReadAsync(RunLease lease, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(RunCommand(lease));
        batch.BatchCommands.Add(AttemptCommand(lease));
        batch.BatchCommands.Add(JournalCommand(lease));
        batch.BatchCommands.Add(BoundaryCommand(lease));
        var readAt = time.GetTimestamp();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;

        var run = ReadRun(reader, readAt);
        await reader.NextResultAsync(cancellationToken);
        var attempt = await reader.ReadAsync(cancellationToken) ? ReadAttempt(reader, readAt) : null;
        await reader.NextResultAsync(cancellationToken);
        var journal = new List<JournalEntry>();
        while (await reader.ReadAsync(cancellationToken))
            journal.Add(ReadEntry(reader, readAt));
        await reader.NextResultAsync(cancellationToken);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            seen.Add(reader.GetString(0));
        return run with { Attempt = attempt is null ? null : attempt with { SeenAtBoundary = seen }, Journal = journal };
    }

    private static NpgsqlBatchCommand RunCommand(RunLease lease)
    {
        const string Sql = """
            select r.phase, r.phase_code, r.outcome, r.outcome_code, r.outcome_message, r.cleanup_policy, r.budget_cents, r.attempts_max,
                r.attempt_count, r.step_failures, r.execution_secret_id, l.active, r.cancel_requested_at is not null, r.pending_delete_at is not null,
                r.deadline_at - clock_timestamp(), r.outputs_retry_requested_at, r.outputs_kept_until - clock_timestamp(),
                coalesce(r.poll_seconds_min, 0), clock_timestamp() - r.created_at
            from runs r
            join run_leases l on l.workspace_id = r.workspace_id and l.run_id = r.id
            where r.workspace_id = $1 and r.id = $2 and l.lease_token = $3
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With((Guid?)lease.Token);
    }

    private static NpgsqlBatchCommand AttemptCommand(RunLease lease)
    {
        const string Sql = """
            select id, attempt_number, state = 'running', provider_session_id, dispatched_at is not null, provider_status, observed_until, booked_usage,
                clock_timestamp() - interrupted_at, clock_timestamp() - settled_at
            from run_attempts
            where workspace_id = $1 and run_id = $2
            order by attempt_number desc
            limit 1
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value);
    }

    private static NpgsqlBatchCommand JournalCommand(RunLease lease)
    {
        const string Sql = """
            select p.id, p.run_attempt_id, a.attempt_number, p.resource_type, p.local_key, p.try_number, p.state, p.provider_id, p.provider_version,
                p.parent_provider_id, p.intended_at, p.cleanup_status, p.cleanup_attempt_count, p.cleanup_next_at - clock_timestamp(),
                clock_timestamp() - p.intended_at
            from provider_resources p
            join run_attempts a on a.workspace_id = p.workspace_id and a.id = p.run_attempt_id
            where p.workspace_id = $1 and p.run_id = $2
            order by p.intended_at, p.id
            limit $3
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(JournalMax);
    }

    private static NpgsqlBatchCommand BoundaryCommand(RunLease lease)
    {
        const string Sql = """
            select e.provider_event_id
            from (
                select workspace_id, id, observed_until
                from run_attempts
                where workspace_id = $1 and run_id = $2
                order by attempt_number desc
                limit 1) newest
            join run_events e on e.workspace_id = newest.workspace_id and e.run_attempt_id = newest.id
            where e.processed_at >= newest.observed_until and e.provider_event_id is not null
            limit $3
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(BoundaryMax);
    }

    private RunFacts ReadRun(NpgsqlDataReader reader, long readAt)
    {
        var deadline = At(reader, 14, readAt, sign: 1);
        return new RunFacts
        {
            Phase = reader.GetString(0),
            Age = reader.GetTimeSpan(18),
            PhaseCode = reader.GetString(1),
            Ending = reader.IsDBNull(2) ? null : new RunEnding(reader.GetString(2), reader.GetString(3), reader.GetString(4)),
            Retain = reader.GetString(5) == "retain",
            BudgetCents = reader.IsDBNull(6) ? null : reader.GetInt64(6),
            AttemptsMax = reader.GetInt16(7),
            AttemptCount = reader.GetInt16(8),
            StepFailures = reader.GetInt16(9),
            SecretId = reader.IsDBNull(10) ? null : reader.GetGuid(10),
            SlotTaken = reader.GetBoolean(11),
            Signals = new RunSignals(reader.GetBoolean(12), reader.GetBoolean(13), deadline <= readAt) { OutputsRetryRequested = !reader.IsDBNull(15) },
            DeadlineAt = deadline,
            OutputsRetryRequestedAt = reader.IsDBNull(15) ? null : reader.GetFieldValue<DateTimeOffset>(15),
            OutputsKeptUntil = At(reader, 16, readAt, sign: 1),
            PollEveryMin = TimeSpan.FromSeconds(reader.GetInt16(17)),
            Journal = [],
        };
    }

    private AttemptFacts ReadAttempt(NpgsqlDataReader reader, long readAt) => new()
    {
        Id = new AttemptId(reader.GetGuid(0)),
        Number = reader.GetInt16(1),
        Running = reader.GetBoolean(2),
        SessionId = Text(reader, 3),
        Dispatched = reader.GetBoolean(4),
        ProviderStatus = Text(reader, 5),
        ObservedUntil = reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
        Booked = JsonSerializer.Deserialize(reader.GetString(7), UsageJson.Default.ProviderUsage) ?? new ProviderUsage(),
        InterruptedAt = At(reader, 8, readAt, sign: -1),
        SettledAt = At(reader, 9, readAt, sign: -1),
        SeenAtBoundary = new HashSet<string>(),
    };

    private JournalEntry ReadEntry(NpgsqlDataReader reader, long readAt) => new()
    {
        Id = new ResourceId(reader.GetGuid(0)),
        Attempt = new AttemptId(reader.GetGuid(1)),
        AttemptNumber = reader.GetInt16(2),
        ResourceType = reader.GetString(3),
        LocalKey = reader.GetString(4),
        Try = reader.GetInt16(5),
        State = reader.GetString(6),
        ProviderId = Text(reader, 7),
        Version = Text(reader, 8),
        ParentProviderId = Text(reader, 9),
        IntendedAt = reader.GetFieldValue<DateTimeOffset>(10),
        CleanupStatus = reader.GetString(11),
        CleanupTries = reader.GetInt16(12),
        CleanupNextAt = At(reader, 13, readAt, sign: 1),
        IntendedSince = At(reader, 14, readAt, sign: -1) ?? readAt,
    };

    /// <summary>Turns a distance measured by the database into a timestamp of this process: their clocks need not agree.</summary>
    private long? At(NpgsqlDataReader reader, int column, long readAt, int sign) =>
        reader.IsDBNull(column) ? null : readAt + sign * (long)(reader.GetTimeSpan(column).TotalSeconds * time.TimestampFrequency);

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
