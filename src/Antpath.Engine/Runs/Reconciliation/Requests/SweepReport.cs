using Antpath.Engine.Providers;
using Antpath.Engine.Runs.Reconciliation.Strays;
using Npgsql;

namespace Antpath.Engine.Runs.Reconciliation.Requests;

/// <summary>Writes what a search finds. What is to go is written before it goes, so that after a crash the next worker knows it.</summary>
internal sealed class SweepReport(NpgsqlDataSource database, SweepClaims claims, StrayJournal journal)
{
    /// <summary>Notes one kind's resources and what is planned for each.</summary>
    public Task PlanAsync(HeldSweep held, IReadOnlyList<Stray> strays, int findingsMax, CancellationToken cancellationToken) =>
        claims.WriteAsync(
            held,
            async transaction =>
            {
                await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
                {
                    BatchCommands = { Note(held, strays, findingsMax), Count(held, strays.Count) },
                };
                await batch.ExecuteNonQueryAsync(cancellationToken);
            },
            cancellationToken);

    /// <summary>What of one kind is to go and is not known to be gone, also what a worker planned that stopped.</summary>
    public async Task<IReadOnlyList<Stray>> PlannedAsync(HeldSweep held, string resourceType, IReadOnlyList<Stray> listed, CancellationToken cancellationToken)
    {
        var planned = await ReadPlannedAsync(held, resourceType, cancellationToken);
        var missing = planned.Where(p => listed.All(s => s.Found.ProviderId != p.Found.ProviderId)).ToList();
        var facts = await journal.FactsAsync(resourceType, [.. missing.Select(m => m.Found)], cancellationToken);
        return [.. listed.Where(s => planned.Any(p => p.Found.ProviderId == s.Found.ProviderId)), .. missing.Select((m, i) => m with { Facts = facts[i] })];
    }

    /// <summary>Notes that one is gone, here, in the journal and in the audit trail.</summary>
    public Task RemovedAsync(HeldSweep held, Stray stray, Disposal disposal, CancellationToken cancellationToken) =>
        claims.WriteAsync(
            held,
            async transaction =>
            {
                await journal.WriteRemovedAsync(transaction, stray, disposal, cancellationToken);
                await SetAsync(transaction, held, stray.ResourceType, stray.Found.ProviderId, "removed", stray.Verdict.Reason, stray.Verdict.Message, cancellationToken);
            },
            cancellationToken);

    /// <summary>Notes that one stays after all.</summary>
    public Task LeftAsync(HeldSweep held, string resourceType, string providerId, string reason, string message, CancellationToken cancellationToken) =>
        claims.WriteAsync(held, t => SetAsync(t, held, resourceType, providerId, "left", reason, message, cancellationToken), cancellationToken);

    /// <summary>How many were removed, would be, and stay.</summary>
    public async Task<(long Removed, long WouldRemove, long Left)> SumAsync(HeldSweep held, CancellationToken cancellationToken)
    {
        const string Sql = """
            select count(*) filter (where action = 'removed'), count(*) filter (where action = 'would_remove'), count(*) filter (where action = 'left')
            from provider_sweep_findings
            where workspace_id = $1 and sweep_id = $2
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = held.Workspace.Value });
        command.Parameters.Add(new() { Value = held.Id.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    private async Task<List<Stray>> ReadPlannedAsync(HeldSweep held, string resourceType, CancellationToken cancellationToken)
    {
        const string Sql = """
            select provider_id, coalesce(run_name, ''), created_at, reason, message
            from provider_sweep_findings
            where workspace_id = $1 and sweep_id = $2 and resource_type = $3 and action = 'would_remove'
            order by provider_id
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = held.Workspace.Value });
        command.Parameters.Add(new() { Value = held.Id.Value });
        command.Parameters.Add(new() { Value = resourceType });
        var planned = new List<Stray>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var marker = new ResourceMarker { Installation = "", Run = reader.GetString(1), LocalKey = "", Attempt = 0, Try = 0 };
            var found = new FoundResource(reader.GetString(0), null, marker, reader.GetFieldValue<DateTimeOffset>(2), false);
            planned.Add(new Stray(resourceType, found, StrayFacts.UnknownRun, new StrayVerdict.Remove { Reason = reader.GetString(3), Message = reader.GetString(4) }));
        }

        return planned;
    }

    private static NpgsqlBatchCommand Note(HeldSweep held, IReadOnlyList<Stray> strays, int findingsMax)
    {
        const string Sql = """
            insert into provider_sweep_findings (workspace_id, sweep_id, resource_type, provider_id, run_name, created_at, action, reason, message)
            select $1, $2, type, id, run, created_at, action, reason, message
            from unnest($3, $4, $5, $6, $7, $8, $9) with ordinality as n (type, id, run, created_at, action, reason, message, place)
            where place <= $10 - (select count(*) from provider_sweep_findings where workspace_id = $1 and sweep_id = $2)
            on conflict (sweep_id, resource_type, provider_id) do update
            set action = excluded.action, reason = excluded.reason, message = excluded.message
            where provider_sweep_findings.action <> 'removed'
            """;
        return new NpgsqlBatchCommand(Sql)
        {
            Parameters =
            {
                new() { Value = held.Workspace.Value },
                new() { Value = held.Id.Value },
                new() { Value = strays.Select(s => s.ResourceType).ToArray() },
                new() { Value = strays.Select(s => s.Found.ProviderId).ToArray() },
                new() { Value = strays.Select(s => s.Found.Marker.Run).ToArray() },
                new() { Value = strays.Select(s => s.Found.CreatedAt.UtcDateTime).ToArray() },
                new() { Value = strays.Select(s => s.Goes ? "would_remove" : "left").ToArray() },
                new() { Value = strays.Select(s => s.Verdict.Reason).ToArray() },
                new() { Value = strays.Select(s => s.Verdict.Message).ToArray() },
                new() { Value = findingsMax },
            },
        };
    }

    private static NpgsqlBatchCommand Count(HeldSweep held, int found)
    {
        const string Sql = "update provider_sweeps set found_count = found_count + $3 where workspace_id = $1 and id = $2";
        return new NpgsqlBatchCommand(Sql) { Parameters = { new() { Value = held.Workspace.Value }, new() { Value = held.Id.Value }, new() { Value = found } } };
    }

    private static async Task SetAsync(
        NpgsqlTransaction transaction, HeldSweep held, string resourceType, string providerId, string action, string reason, string message, CancellationToken cancellationToken)
    {
        const string Sql = """
            update provider_sweep_findings
            set action = $5, reason = $6, message = left($7, 1000), recorded_at = now()
            where workspace_id = $1 and sweep_id = $2 and resource_type = $3 and provider_id = $4
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = held.Workspace.Value }, new() { Value = held.Id.Value }, new() { Value = resourceType }, new() { Value = providerId },
                new() { Value = action }, new() { Value = reason }, new() { Value = message },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
