using Npgsql;

namespace Antpath.Engine.Database;

/// <summary>
/// Brings a database forward to this build's schema. Safe to start from several processes at once: one runs, the others wait and find nothing to do.
/// Works through a transaction pooler.
/// </summary>
public static class Migrator
{
    /// <summary>Names the lock among advisory locks of the database.</summary>
    private const long LockKey = 0x616e7470_6d696772;

    /// <summary>How long to wait for another process that is migrating.</summary>
    private const string OthersWait = "10min";

    /// <summary>How long a migration may wait for a table that running statements use, before it gives way to them.</summary>
    private const string TableWait = "10s";

    /// <summary>Applies every migration that the database does not have yet.</summary>
    /// <param name="database">A data source whose user may create tables.</param>
    /// <param name="cancellationToken">Stops between or inside migrations; what has committed stays.</param>
    /// <exception cref="MigrationException">The database is newer than this build, an applied migration was changed, or one failed.</exception>
    public static Task<MigrationReport> MigrateAsync(NpgsqlDataSource database, CancellationToken cancellationToken) =>
        MigrateAsync(database, Migration.Embedded, TimeProvider.System, cancellationToken);

    internal static async Task<MigrationReport> MigrateAsync(
        NpgsqlDataSource database, IReadOnlyList<Migration> migrations, TimeProvider time, CancellationToken cancellationToken)
    {
        // The lock lives in a transaction of its own that does nothing else: a concurrent index build does not wait for it, and a pooler keeps it.
        await using var guard = await database.OpenConnectionAsync(cancellationToken);
        await using var guardTransaction = await guard.BeginTransactionAsync(cancellationToken);
        await TakeLockAsync(guardTransaction, cancellationToken);

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await MigrationLedger.EnsureAsync(connection, cancellationToken);
        var done = await MigrationLedger.ReadAsync(connection, cancellationToken);
        Check(done, migrations);

        var applied = new List<AppliedMigration>();
        foreach (var migration in migrations.Where(m => !done.ContainsKey(m.Version)))
        {
            var from = time.GetTimestamp();
            await ApplyAsync(connection, migration, cancellationToken);
            applied.Add(new AppliedMigration(migration.Version, migration.Name, time.GetElapsedTime(from)));
        }

        return new MigrationReport
        {
            FromVersion = done.Count == 0 ? 0 : done.Keys.Max(),
            Version = migrations.Count == 0 ? 0 : migrations[^1].Version,
            Applied = applied,
        };
    }

    private static async Task TakeLockAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        const string Sql = """
            select set_config('lock_timeout', @wait, true), set_config('idle_in_transaction_session_timeout', '0', true);
            select pg_advisory_xact_lock(@key);
            set local lock_timeout = 0
            """; // the last one closes the query before it, whose snapshot a concurrent index build would wait for
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction) { CommandTimeout = 0 };
        command.Parameters.AddWithValue("wait", OthersWait);
        command.Parameters.AddWithValue("key", LockKey);
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new MigrationException($"Another process has been migrating this database for {OthersWait}. Look for it in pg_stat_activity, then migrate again.", e);
        }
    }

    private static void Check(IReadOnlyDictionary<int, string> done, IReadOnlyList<Migration> migrations)
    {
        var newest = migrations.Count == 0 ? 0 : migrations[^1].Version;
        if (done.Keys.DefaultIfEmpty().Max() is var version && version > newest)
            throw new MigrationException($"The database is at schema {version}, but this build knows only up to {newest}. Use the release that migrated it, or a newer one.");

        foreach (var migration in migrations)
        {
            if (done.TryGetValue(migration.Version, out var checksum) && checksum != migration.Checksum)
                throw new MigrationException(
                    $"Migration {migration.Name} was changed after this database applied it. Restore its text and add a new migration; a development database can be dropped instead.");
        }
    }

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        try
        {
            if (migration.InTransaction)
                await ApplyInTransactionAsync(connection, migration, cancellationToken);
            else
                await ApplyAloneAsync(connection, migration, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new MigrationException($"Migration {migration.Name} waited {TableWait} for a table that long transactions hold. End them, then migrate again.", e);
        }
        catch (PostgresException e)
        {
            throw new MigrationException($"Migration {migration.Name} failed ({e.SqlState}): {e.MessageText}. Nothing of it was kept; correct the cause, then migrate again.", e);
        }
    }

    private static async Task ApplyInTransactionAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var bound = new NpgsqlCommand("select set_config('lock_timeout', @wait, true)", connection, transaction))
        {
            bound.Parameters.AddWithValue("wait", TableWait);
            await bound.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var command = new NpgsqlCommand(migration.Sql, connection, transaction) { CommandTimeout = 0 })
            await command.ExecuteNonQueryAsync(cancellationToken);
        await MigrationLedger.AddAsync(connection, migration, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // What it makes must carry "if not exists": a crash between the statement and the ledger runs it again.
    private static async Task ApplyAloneAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using (var command = new NpgsqlCommand(migration.Sql, connection) { CommandTimeout = 0 })
            await command.ExecuteNonQueryAsync(cancellationToken);
        await MigrationLedger.AddAsync(connection, migration, cancellationToken);
    }
}
