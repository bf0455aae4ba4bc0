using Npgsql;

namespace Antpath.Engine.Database;

/// <summary>The table that says which migrations a database has.</summary>
internal static class MigrationLedger
{
    public static async Task EnsureAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Sql = """
            create table if not exists schema_migrations (
                version integer primary key check (version >= 1),
                name text not null,
                checksum text not null check (checksum ~ '^[0-9a-f]{64}$'),
                applied_at timestamptz not null default now()
            )
            """;
        await using var command = new NpgsqlCommand(Sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <returns>Checksums by version.</returns>
    public static async Task<IReadOnlyDictionary<int, string>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Sql = "select version, checksum from schema_migrations order by version";
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var done = new Dictionary<int, string>();
        while (await reader.ReadAsync(cancellationToken))
            done.Add(reader.GetInt32(0), reader.GetString(1));
        return done;
    }

    public static async Task AddAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        const string Sql = "insert into schema_migrations (version, name, checksum) values (@version, @name, @checksum)";
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.AddWithValue("version", migration.Version);
        command.Parameters.AddWithValue("name", migration.Name);
        command.Parameters.AddWithValue("checksum", migration.Checksum);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
