using Antpath.Ids;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>
/// Finds journal entries that are still open although their run's clean-up has ended. Without a key nothing can be done about them at the provider,
/// so they are listed as left: the run shows it, and a search with a key removes them.
/// </summary>
internal sealed class JournalSweep(NpgsqlDataSource database, SweepFindings findings, IOptions<SweepOptions> options, TimeProvider time) : ISweep
{
    private Guid _after;

    public string Name => "close_forgotten_resources";

    public int BatchMax => options.Value.Batch;

    public TimeSpan? Every => options.Value.RowsEvery;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var (seen, last, forgotten) = await LookAsync(cancellationToken);
        _after = seen < BatchMax ? Guid.Empty : last;
        foreach (var (workspace, run) in forgotten.Distinct())
            findings.Repaired(Name, "open_resource_of_ended_run", await CloseAsync(workspace, run, cancellationToken));
        return seen;
    }

    private async Task<(int Seen, Guid Last, List<(WorkspaceId Workspace, RunId Run)> Forgotten)> LookAsync(CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: the sweep serves them all
        const string Sql = """
            with looked as materialized (
                select id, run_id from provider_resources where cleanup_status in ('pending', 'in_progress') and id > $1 order by id limit $2)
            select k.id, r.workspace_id, r.id, r.cleaned_up_at is not null and r.deleted_at is null
            from looked k
            join runs r on r.id = k.run_id
            order by k.id
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = _after });
        command.Parameters.Add(new() { Value = BatchMax });
        var forgotten = new List<(WorkspaceId, RunId)>();
        var (seen, last) = (0, Guid.Empty);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            seen++;
            last = reader.GetGuid(0);
            if (reader.GetBoolean(3))
                forgotten.Add((new WorkspaceId(reader.GetGuid(1)), new RunId(reader.GetGuid(2))));
        }

        return (seen, last, forgotten);
    }

    private async Task<int> CloseAsync(WorkspaceId workspace, RunId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockedRun.TakeAsync(transaction, workspace, id, cancellationToken) is not { LifecycleOver: true } run)
            return 0;
        var closed = await CloseEntriesAsync(transaction, run, cancellationToken);
        if (closed > 0)
            await RunRequests.ExecuteAsync(transaction, [ShowLeft(run), RunRequests.AppendEvent(run, "run.resources_left", time)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return closed;
    }

    private static async Task<int> CloseEntriesAsync(NpgsqlTransaction transaction, LockedRun run, CancellationToken cancellationToken)
    {
        const string Sql = """
            with closed as (
                update provider_resources
                set cleanup_status = 'failed', cleanup_next_at = null,
                    cleanup_error = 'Clean-up ended before this was settled, and the run''s key is destroyed. antpath doctor --sweep removes it with a key.'
                where workspace_id = $1 and run_id = $2 and cleanup_status in ('pending', 'in_progress')
                returning workspace_id, run_id, id, resource_type, cleanup_attempt_count, cleanup_error)
            insert into cleanup_attempts (id, workspace_id, run_id, provider_resource_id, action, status, retry_count, error_code, error_message)
            select gen_random_uuid(), workspace_id, run_id, id, case resource_type when 'agent' then 'archive' else 'delete' end, 'failed',
                cleanup_attempt_count, 'forgotten', cleanup_error
            from closed
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = run.Workspace.Value }, new() { Value = run.Id.Value } },
        };
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand ShowLeft(LockedRun run)
    {
        const string Sql = """
            update runs
            set phase = 'cleanup_failed', phase_code = 'resources_left', cleanup_status = 'failed', cleanup_code = 'resources_left',
                phase_message = 'Something could not be removed at the provider; the resources list says what.',
                cleanup_message = 'Something could not be removed at the provider; the resources list says what.'
            where workspace_id = $1 and id = $2 and cleaned_up_at is not null and cleanup_status <> 'failed'
            """;
        return RunRequests.Command(Sql, run);
    }
}
