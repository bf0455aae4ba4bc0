using Npgsql;

namespace Antpath.Engine.Database;

/// <summary>Whether a database has the schema this build was written for.</summary>
public static class SchemaVersion
{
    /// <summary>The version this build needs.</summary>
    public static int Needed => Migration.Embedded[^1].Version;

    /// <summary>Fails unless the database is at this build's version; for start-up.</summary>
    /// <param name="database">The database.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="MigrationException">It is behind, ahead or empty; the message says which command helps.</exception>
    public static async Task EnsureCurrentAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var version = await ReadAsync(database, cancellationToken);
        if (version < Needed)
            throw new MigrationException($"The database is at schema {version}, this build needs {Needed}: run `antpath-server migrate` first.");
        if (version > Needed)
            throw new MigrationException($"The database is at schema {version}, this build knows only up to {Needed}: start the release that migrated it, or a newer one.");
    }

    /// <summary>
    /// The version a database is at; 0 when it was never migrated. A running process stays ready at a newer version: migrations keep what
    /// the release before them uses.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<int> ReadAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        const string Sql = "select coalesce(max(version), 0) from schema_migrations";
        await using var command = database.CreateCommand(Sql);
        try
        {
            return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return 0;
        }
    }
}
