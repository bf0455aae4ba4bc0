using Npgsql;
using NpgsqlTypes;

namespace Antpath.Engine.Runs.Submission;

/// <summary>The statements of a submission group. Each takes arrays, so that a group of any size is the same few statements.</summary>
internal static class SubmissionRows
{
    public static NpgsqlBatchCommand LockCounters(Guid[] workspaces)
    {
        const string Sql = """
            select workspace_id, open_runs, now()
            from workspace_counters
            where workspace_id = any ($1)
            order by workspace_id
            for update
            """;
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspaces } } };
    }

    public static NpgsqlBatchCommand ReadWorkspaces(Guid[] workspaces)
    {
        // workspaces.id is the workspace_id here
        const string Sql = "select id, status, open_runs_max, run_duration_seconds_max, open_runs_per_user_max, open_runs_per_token_max from workspaces where id = any ($1)";
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = workspaces } } };
    }

    public static NpgsqlBatchCommand ReadKeyHolders(IReadOnlyList<NewRun> keyed)
    {
        // lateral with a limit: one look into the unique index for each key, whatever the planner believes about array lengths
        const string Sql = """
            select k.workspace_id, k.idempotency_key, r.id, r.request_hash
            from unnest($1, $2) as k (workspace_id, idempotency_key)
            cross join lateral (
                select id, request_hash from runs where workspace_id = k.workspace_id and idempotency_key = k.idempotency_key limit 1) r
            """;
        return new NpgsqlBatchCommand(Sql)
        {
            Parameters =
            {
                new() { Value = keyed.Select(r => r.Workspace.Value).ToArray() },
                new() { Value = keyed.Select(r => r.IdempotencyKey!).ToArray() },
            },
        };
    }

    /// <summary>Counts nothing for owners that have no cap of their own, or one that the workspace's refuses no later than.</summary>
    public static NpgsqlBatchCommand CountOwned(IReadOnlyList<RunOwner> owners, Tenancy.PlanOptions plan)
    {
        // What is open here is what open_runs counts. The limit bounds what is read; the order keeps every plan on the index, or one might read the table
        // in the hope of having enough soon.
        const string Sql = """
            select k.workspace_id, k.app_user_id, k.api_token_id, o.open
            from unnest($1, $2, $3) as k (workspace_id, app_user_id, api_token_id)
            join workspaces w on w.id = k.workspace_id
            cross join lateral (
                select case when k.api_token_id is null then coalesce(w.open_runs_per_user_max, $5) else coalesce(w.open_runs_per_token_max, $6) end as most) c
            cross join lateral (
                select count(*)::integer as open
                from (
                    select from runs r
                    where r.workspace_id = k.workspace_id and r.creator_app_user_id = k.app_user_id
                        and (k.api_token_id is null or r.api_token_id = k.api_token_id)
                        and r.cleaned_up_at is null and r.deleted_at is null and r.phase <> 'cleaning_up'
                    order by r.api_token_id
                    limit c.most) owned) o
            where c.most < coalesce(w.open_runs_max, $4)
            """;
        var command = new NpgsqlBatchCommand(Sql);
        command.Parameters.Add(new() { Value = owners.Select(o => o.Workspace.Value).ToArray() });
        command.Parameters.Add(new() { Value = owners.Select(o => o.Creator.Value).ToArray() });
        command.Parameters.Add(new() { Value = owners.Select(o => o.ApiToken?.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = plan.OpenRunsMax });
        command.Parameters.Add(new() { Value = (object?)plan.OpenRunsPerUserMax ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        command.Parameters.Add(new() { Value = (object?)plan.OpenRunsPerTokenMax ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        return command;
    }

    public static NpgsqlBatchCommand InsertRuns(IReadOnlyList<NewRun> runs, IReadOnlyList<Guid> secretIds)
    {
        const string Sql = """
            insert into runs (
                workspace_id, id, creator_app_user_id, api_token_id, idempotency_key, request_hash, template_name, template_hash, template_model,
                template_snapshot, tags, priority, cleanup_policy, max_duration_seconds, budget_cents, attempts_max, poll_seconds_min, execution_secret_id,
                last_event_sequence)
            select workspace_id, id, creator_app_user_id, api_token_id, idempotency_key, request_hash, template_name, template_hash, template_model,
                template_snapshot::jsonb, string_to_array(tags, ','), priority, cleanup_policy, max_duration_seconds, budget_cents, attempts_max,
                poll_seconds_min, execution_secret_id, 1
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) as n (
                workspace_id, id, creator_app_user_id, api_token_id, idempotency_key, request_hash, template_name, template_hash, template_model,
                template_snapshot, tags, priority, cleanup_policy, max_duration_seconds, budget_cents, attempts_max, poll_seconds_min,
                execution_secret_id)
            """;
        var command = new NpgsqlBatchCommand(Sql);
        command.Parameters.Add(new() { Value = runs.Select(r => r.Workspace.Value).ToArray() });
        command.Parameters.Add(new() { Value = runs.Select(r => r.Id.Value).ToArray() });
        command.Parameters.Add(new() { Value = runs.Select(r => r.Creator.Value).ToArray() });
        command.Parameters.Add(new() { Value = runs.Select(r => r.ApiToken?.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = runs.Select(r => r.IdempotencyKey).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = runs.Select(r => r.RequestHashes[0]).ToArray() });
        command.Parameters.Add(new() { Value = runs.Select(r => r.Template.Name).ToArray() });
        command.Parameters.Add(new() { Value = runs.Select(r => r.Template.Hash).ToArray() });
        command.Parameters.Add(new() { Value = runs.Select(r => r.Template.Model).ToArray() });
        command.Parameters.Add(new() { Value = runs.Select(r => r.Snapshot).ToArray() });
        command.Parameters.Add(new() { Value = runs.Select(r => string.Join(',', r.Tags)).ToArray() }); // tags have no commas
        command.Parameters.Add(new() { Value = runs.Select(r => (short)r.Priority).ToArray() });
        command.Parameters.Add(new() { Value = runs.Select(r => r.Limits.ClaudeSession).ToArray() });
        command.Parameters.Add(new() { Value = runs.Select(r => r.Limits.MaxDurationSeconds).ToArray() });
        command.Parameters.Add(new() { Value = runs.Select(r => r.Limits.BudgetCents).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = runs.Select(r => (short)r.Limits.AttemptsMax).ToArray() });
        command.Parameters.Add(new() { Value = runs.Select(r => (short?)r.Limits.PollSecondsMin).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint });
        command.Parameters.Add(new() { Value = secretIds.ToArray() });
        return command;
    }

    public static NpgsqlBatchCommand InsertLeases(IReadOnlyList<NewRun> runs)
    {
        const string Sql = """
            insert into run_leases (workspace_id, run_id, priority, next_check_at, rank_at)
            -- a point of priority is worth a minute of waiting, and that is all it is worth: the queue ages
            select workspace_id, run_id, priority, now(), now() - priority * interval '1 minute' from unnest($1, $2, $3) as n (workspace_id, run_id, priority)
            """;
        return new NpgsqlBatchCommand(Sql)
        {
            Parameters =
            {
                new() { Value = runs.Select(r => r.Workspace.Value).ToArray() },
                new() { Value = runs.Select(r => r.Id.Value).ToArray() },
                new() { Value = runs.Select(r => (short)r.Priority).ToArray() },
            },
        };
    }

    public static NpgsqlBatchCommand InsertEvents(IReadOnlyList<NewRun> runs)
    {
        const string Sql = """
            insert into run_events (workspace_id, run_id, id, sequence, source, type)
            select workspace_id, run_id, id, 1, 'antpath', 'run.submitted' from unnest($1, $2, $3) as n (workspace_id, run_id, id)
            """;
        return new NpgsqlBatchCommand(Sql)
        {
            Parameters =
            {
                new() { Value = runs.Select(r => r.Workspace.Value).ToArray() },
                new() { Value = runs.Select(r => r.Id.Value).ToArray() },
                new() { Value = runs.Select(r => r.EventId).ToArray() },
            },
        };
    }

    public static NpgsqlBatchCommand CountOpenRuns(IReadOnlyList<NewRun> runs)
    {
        const string Sql = """
            update workspace_counters c
            set open_runs = c.open_runs + n.accepted
            from unnest($1, $2) as n (workspace_id, accepted)
            where c.workspace_id = n.workspace_id
            """;
        var counts = runs.CountBy(r => r.Workspace.Value).OrderBy(c => c.Key).ToList();
        return new NpgsqlBatchCommand(Sql)
        {
            Parameters = { new() { Value = counts.Select(c => c.Key).ToArray() }, new() { Value = counts.Select(c => c.Value).ToArray() } },
        };
    }
}
