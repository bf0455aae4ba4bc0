using Antpath.Benchmarks.Measuring;
using Npgsql;

namespace Antpath.Benchmarks.ControlPlane;

/// <summary>The least that a queue on PostgreSQL can do, without tenants, secrets or a lifecycle: our ceiling on this machine in this minute.</summary>
internal static class RawPrototype
{
    private const int PayloadBytes = 1_000;

    public static async Task PrepareAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        const string Sql = """
            create table raw_runs (
                id uuid primary key, workspace_id uuid not null, payload bytea not null, created_at timestamptz not null default clock_timestamp(), claimed_at timestamptz);
            create index raw_runs_listing on raw_runs (workspace_id, created_at desc);
            create index raw_runs_waiting on raw_runs (created_at) where claimed_at is null
            """;
        await using var command = database.CreateCommand(Sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>One insert, one commit.</summary>
    public static async Task InsertAsync(NpgsqlDataSource database, bool notify, CancellationToken cancellationToken)
    {
        const string Sql = "insert into raw_runs (id, workspace_id, payload) values ($1, $2, $3)";
        await using (var command = database.CreateCommand(Sql))
        {
            command.Parameters.AddWithValue(Guid.CreateVersion7());
            command.Parameters.AddWithValue(Guid.Empty);
            command.Parameters.AddWithValue(new byte[PayloadBytes]);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        if (!notify)
            return;
        await using var wake = database.CreateCommand("notify raw_runs");
        await wake.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Claims what waits, woken by notifications, until cancelled.</summary>
    public static async Task ClaimAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        const string Sql = """
            update raw_runs set claimed_at = clock_timestamp()
            where id = any(array(select id from raw_runs where claimed_at is null order by created_at limit 100 for update skip locked))
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand("listen raw_runs", connection))
            await listen.ExecuteNonQueryAsync(cancellationToken);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await using var claim = database.CreateCommand(Sql);
                if (await claim.ExecuteNonQueryAsync(cancellationToken) == 0)
                    await connection.WaitAsync(TimeSpan.FromSeconds(1), cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    public static async Task<Latencies> WaitsAsync(NpgsqlDataSource database, string sql, CancellationToken cancellationToken)
    {
        var waits = new Latencies();
        await using var command = database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            waits.Add(reader.GetFieldValue<TimeSpan>(0));
        return waits;
    }
}
