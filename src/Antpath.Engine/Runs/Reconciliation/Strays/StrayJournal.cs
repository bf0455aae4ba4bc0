using System.Text.Json.Nodes;
using Antpath.Engine.Audit;
using Antpath.Engine.Providers;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Reconciliation.Strays;

/// <summary>Asks the journal about resources that carry our marker, and tells it what was removed.</summary>
internal sealed class StrayJournal(NpgsqlDataSource database, AuditTrail audit)
{
    /// <summary>What the tables say, in the order of the resources. One key may serve several workspaces: their runs are asked about alike.</summary>
    public async Task<IReadOnlyList<StrayFacts>> FactsAsync(string resourceType, IReadOnlyList<FoundResource> found, CancellationToken cancellationToken)
    {
        if (found.Count == 0)
            return [];
        var runs = await RunsAsync(resourceType, found, cancellationToken);
        var entries = await EntriesAsync(resourceType, found, cancellationToken);
        return [.. found.Select(f =>
        {
            var facts = RunId.TryParse(f.Marker.Run, out var run) ? runs.GetValueOrDefault(run, StrayFacts.UnknownRun) : StrayFacts.UnknownRun;
            return facts.Run is { } known && entries.TryGetValue((known, f.ProviderId), out var entry)
                ? facts with { Entry = entry.Id, EntryStatus = entry.Status, RemovedFor = entry.RemovedFor }
                : facts;
        })];
    }

    /// <summary>Writes down a removal: in the audit trail always, in the journal when it named the resource and its run is over.</summary>
    /// <param name="stray">What is gone.</param>
    /// <param name="disposal">How.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RemovedAsync(Stray stray, Disposal disposal, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await WriteRemovedAsync(transaction, stray, disposal, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The same inside a transaction.</summary>
    public async Task WriteRemovedAsync(NpgsqlTransaction transaction, Stray stray, Disposal disposal, CancellationToken cancellationToken)
    {
        if (stray.Facts is { Workspace: { } workspace, Run: { } id }
            && await LockedRun.TakeAsync(transaction, workspace, id, cancellationToken) is { LifecycleOver: true } run)
        {
            await RunRequests.ExecuteAsync(
                transaction,
                [NameIntent(run, stray), CloseEntry(run, stray, disposal == Disposal.Archived ? "archive" : "delete"), CloseCredentials(run, stray), SettleRun(run)],
                cancellationToken);
        }

        await audit.WriteAsync(
            transaction,
            new AuditEntry
            {
                Workspace = stray.Facts.Workspace,
                Action = AuditAction.ProviderStrayRemoved,
                TargetId = stray.Found.ProviderId,
                Detail = new JsonObject { ["type"] = stray.ResourceType, ["run"] = stray.Found.Marker.Run, ["reason"] = stray.Verdict.Reason },
            },
            cancellationToken);
    }

    private async Task<Dictionary<RunId, StrayFacts>> RunsAsync(string resourceType, IReadOnlyList<FoundResource> found, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: a provider key may serve several, and the runs of all of them are to be respected
        const string Sql = """
            select r.workspace_id, r.id, r.cleaned_up_at is null and r.deleted_at is null, r.pending_delete_at is not null,
                -- one by one: an exists may be answered by reading a whole table
                (select true from run_events e
                 where e.run_id = r.id and e.source = 'antpath' and e.type = 'run.status_changed' and e.summary ->> 'from' = 'capturing_outputs'
                 limit 1) is not null
                and (select true from output_capture_failures f where f.run_id = r.id and f.reason = 'listing_failed' limit 1) is null,
                (select true from provider_resources p where p.run_id = r.id and p.resource_type = $2 and p.state = 'intended' limit 1) is not null
            from runs r
            where r.id = any ($1)
            """;
        var ids = found.Select(f => RunId.TryParse(f.Marker.Run, out var id) ? id.Value : Guid.Empty).Distinct().ToArray();
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = ids });
        command.Parameters.Add(new() { Value = resourceType });
        var runs = new Dictionary<RunId, StrayFacts>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var run = new RunId(reader.GetGuid(1));
            runs[run] = new StrayFacts
            {
                Workspace = new WorkspaceId(reader.GetGuid(0)),
                Run = run,
                RunLive = reader.GetBoolean(2),
                Deleting = reader.GetBoolean(3),
                Captured = reader.GetBoolean(4),
                Asking = reader.GetBoolean(5),
            };
        }

        return runs;
    }

    private async Task<Dictionary<(RunId Run, string ProviderId), (ResourceId Id, string Status, TimeSpan? RemovedFor)>> EntriesAsync(
        string resourceType, IReadOnlyList<FoundResource> found, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: see above
        const string Sql = """
            select provider_id, id, run_id, cleanup_status, now() - disposed_at
            from provider_resources
            where provider_id = any ($1) and resource_type = $2
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = found.Select(f => f.ProviderId).ToArray() });
        command.Parameters.Add(new() { Value = resourceType });
        var entries = new Dictionary<(RunId, string), (ResourceId, string, TimeSpan?)>(); // by run too: what another run calls its own proves nothing
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            TimeSpan? removedFor = await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetTimeSpan(4);
            entries[(new RunId(reader.GetGuid(2)), reader.GetString(0))] = (new ResourceId(reader.GetGuid(1)), reader.GetString(3), removedFor);
        }

        return entries;
    }

    /// <summary>An intent whose outcome stayed unknown was this one.</summary>
    private static NpgsqlBatchCommand NameIntent(LockedRun run, Stray stray)
    {
        const string Sql = """
            update provider_resources p
            set state = 'created', provider_id = $3, created_at = now()
            from run_attempts a
            where p.workspace_id = $1 and p.run_id = $2 and p.state = 'intended' and p.resource_type = $4
                and a.workspace_id = p.workspace_id and a.id = p.run_attempt_id and a.attempt_number = $5 and p.try_number = $6
                and (p.local_key = $7 or right(p.provider_name, length($7) + 1) = '~' || $7)
            """;
        var marker = stray.Found.Marker;
        var command = Command(Sql, run, stray);
        command.Parameters.Add(new() { Value = stray.ResourceType });
        command.Parameters.Add(new() { Value = marker.Attempt });
        command.Parameters.Add(new() { Value = marker.Try });
        command.Parameters.Add(new() { Value = marker.LocalKey });
        return command;
    }

    private static NpgsqlBatchCommand CloseEntry(LockedRun run, Stray stray, string action)
    {
        const string Sql = """
            with closed as (
                update provider_resources
                set cleanup_status = 'succeeded', cleanup_next_at = null, cleanup_error = null, disposed_at = now(), cleanup_attempt_count = cleanup_attempt_count + 1
                where workspace_id = $1 and run_id = $2 and provider_id = $3 and resource_type = $5 and cleanup_status in ('pending', 'in_progress', 'failed')
                returning workspace_id, run_id, id, cleanup_attempt_count)
            insert into cleanup_attempts (id, workspace_id, run_id, provider_resource_id, action, status, retry_count)
            select gen_random_uuid(), workspace_id, run_id, id, $4, 'succeeded', cleanup_attempt_count - 1 from closed
            """;
        var command = Command(Sql, run, stray);
        command.Parameters.Add(new() { Value = action });
        command.Parameters.Add(new() { Value = stray.ResourceType });
        return command;
    }

    /// <summary>They went with their vault.</summary>
    private static NpgsqlBatchCommand CloseCredentials(LockedRun run, Stray stray)
    {
        const string Sql = """
            update provider_resources
            set cleanup_status = 'succeeded', cleanup_next_at = null, cleanup_error = null, disposed_at = now()
            where workspace_id = $1 and run_id = $2 and resource_type = 'credential' and parent_provider_id = $3 and cleanup_status <> 'succeeded'
            """;
        return Command(Sql, run, stray);
    }

    private static NpgsqlBatchCommand Command(string sql, LockedRun run, Stray stray)
    {
        var command = RunRequests.Command(sql, run);
        command.Parameters.Add(new() { Value = stray.Found.ProviderId });
        return command;
    }

    /// <summary>When nothing is left of what clean-up gave up, the run is cleaned up after all.</summary>
    private static NpgsqlBatchCommand SettleRun(LockedRun run)
    {
        const string Sql = """
            with retained as (
                select exists (select from provider_resources where workspace_id = $1 and run_id = $2 and cleanup_status = 'retained') as any)
            update runs
            set phase = coalesce(outcome, phase), phase_code = 'cleaned_up', phase_message = 'What clean-up had left is removed.',
                cleanup_status = case when retained.any then 'retained' else 'succeeded' end,
                cleanup_code = 'cleaned_up', cleanup_message = 'What clean-up had left is removed.'
            from retained
            where workspace_id = $1 and id = $2 and cleanup_status = 'failed' and deleted_at is null
                and not exists (
                    select from provider_resources
                    where workspace_id = $1 and run_id = $2 and cleanup_status in ('pending', 'in_progress', 'failed') and state <> 'absent')
            """;
        return RunRequests.Command(Sql, run);
    }
}
