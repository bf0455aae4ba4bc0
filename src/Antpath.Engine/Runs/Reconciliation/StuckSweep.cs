using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>
/// Finds cancels and deletions that were asked for long ago and are not carried out. Their runs are made due, in case a wish got lost; whoever is on
/// call hears of them, in case it did not.
/// </summary>
internal sealed class StuckSweep(NpgsqlDataSource database, SweepFindings findings, IOptions<SweepOptions> options) : ISweep
{
    public string Name => "hurry_stuck_requests";

    public int BatchMax => options.Value.Batch;

    public TimeSpan? Every => options.Value.RowsEvery;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var stuck = await LookAsync(cancellationToken);
        await HurryAsync([.. stuck.Where(s => s.Kind != "purge").Select(s => s.Run)], cancellationToken);
        foreach (var kind in stuck.CountBy(s => s.Kind))
            findings.Stuck(Name, $"stuck_{kind.Key}", kind.Value);

        // hurrying the same ones again at once would not help: never "call again"
        return Math.Min(stuck.Count, BatchMax - 1);
    }

    private async Task<List<(string Kind, Guid Run)>> LookAsync(CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: the sweep serves them all
        const string Sql = """
            (select 'cancel', id
             from runs
             where cancel_requested_at is not null and finished_at is null and deleted_at is null and cancel_requested_at < now() - $1
             order by cancel_requested_at, id
             limit $2)
            union all
            (select case when cleaned_up_at is null then 'deletion' else 'purge' end, id
             from runs
             where pending_delete_at is not null and deleted_at is null and pending_delete_at < now() - $1
             order by pending_delete_at, id
             limit $2)
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = options.Value.StuckAfter });
        command.Parameters.Add(new() { Value = BatchMax });
        var stuck = new List<(string, Guid)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            stuck.Add((reader.GetString(0), reader.GetGuid(1)));
        return stuck;
    }

    private async Task HurryAsync(Guid[] runs, CancellationToken cancellationToken)
    {
        const string Sql = """
            update run_leases l                      -- crosses workspaces on purpose: runs found by the sweep
            set next_check_at = now(), waiting = false
            from (
                select run_id from run_leases
                where run_id = any ($1) and (next_check_at > now() or waiting)
                order by run_id
                for update) due
            where l.run_id = due.run_id
            """;
        if (runs.Length == 0)
            return;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = runs });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
