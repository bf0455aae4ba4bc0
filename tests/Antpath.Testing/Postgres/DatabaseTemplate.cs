using System.Globalization;
using System.Security.Cryptography;
using Antpath.Engine.Database;
using Antpath.Engine.Database.Rights;
using Antpath.LocalPostgres;
using Npgsql;

namespace Antpath.Testing.Postgres;

/// <summary>
/// One migrated database per schema checksum, from which test databases are copied in a few milliseconds. Test processes that share a server share it:
/// an advisory lock lets one of them make it, and it becomes a template only when it is complete.
/// </summary>
internal sealed class DatabaseTemplate(EmbeddedPostgres server)
{
    /// <summary>Ours alone; any number will do.</summary>
    private const long LockKey = 0x616e7470_61746801;

    private const string TestPrefix = "antpath_test_";

    /// <summary>A test database this old was left behind by a process that was killed.</summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(12);

    private readonly Lazy<Task<string>> _made = new(() => MakeAsync(server));

    public async Task<TestDatabase> CopyAsync() => await CreateAsync($"template {await _made.Value}");

    public Task<TestDatabase> CreateEmptyAsync() => CreateAsync("template template0");

    private async Task<TestDatabase> CreateAsync(string options)
    {
        var minutes = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 60;
        var name = string.Create(CultureInfo.InvariantCulture, $"{TestPrefix}{minutes}_{RandomNumberGenerator.GetHexString(10, lowercase: true)}");
        await using var admin = Admin(server);
        await ExecuteAsync(admin, $"create database {name} {options}");
        return new TestDatabase(server, name);
    }

    private static async Task<string> MakeAsync(EmbeddedPostgres server)
    {
        var name = $"antpath_template_{CurrentSchema.Checksum()}";
        await using var admin = Admin(server);
        await using var connection = await admin.OpenConnectionAsync();
        await using (var alone = new NpgsqlCommand("select pg_advisory_lock(@key)", connection) { CommandTimeout = 120 })
        {
            alone.Parameters.AddWithValue("key", LockKey);
            await alone.ExecuteNonQueryAsync(); // released with the connection
        }

        await DropAbandonedAsync(admin, connection);
        if (!await IsCompleteAsync(connection, name))
        {
            await ExecuteAsync(admin, $"drop database if exists {name} with (force)");
            await ExecuteAsync(admin, $"create database {name} template template0");
            await using (var database = NpgsqlDataSource.Create(Unpooled(server, name)))
            {
                await Migrator.MigrateAsync(database, CancellationToken.None);
                var rights = await DatabaseRights.EnsureAsync(database, new DatabaseOptions(), CancellationToken.None);
                if (rights.Pending.Count > 0)
                {
                    throw new InvalidOperationException($"The test server's user may not make roles: {rights.Pending[0]}");
                }
            }

            await ExecuteAsync(admin, $"alter database {name} with is_template true allow_connections false");
        }

        return name;
    }

    private static async Task<bool> IsCompleteAsync(NpgsqlConnection connection, string name)
    {
        await using var command = new NpgsqlCommand("select exists (select from pg_database where datname = @name and datistemplate)", connection);
        command.Parameters.AddWithValue("name", name);
        return await command.ExecuteScalarAsync() is true;
    }

    private static async Task DropAbandonedAsync(NpgsqlDataSource admin, NpgsqlConnection connection)
    {
        var before = (TimeProvider.System.GetUtcNow() - AbandonedAfter).ToUnixTimeSeconds() / 60;
        var abandoned = new List<string>();
        await using (var command = new NpgsqlCommand($"select datname from pg_database where datname ~ '^{TestPrefix}[0-9]{{1,12}}_' and split_part(datname, '_', 3)::bigint < @before", connection))
        {
            command.Parameters.AddWithValue("before", before);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                abandoned.Add(reader.GetString(0));
            }
        }

        foreach (var name in abandoned)
        {
            await ExecuteAsync(admin, $"drop database if exists {name} with (force)");
        }
    }

    internal static NpgsqlDataSource Admin(EmbeddedPostgres server) => NpgsqlDataSource.Create(Unpooled(server, "postgres"));

    internal static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static string Unpooled(EmbeddedPostgres server, string database) =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString(database)) { Pooling = false }.ConnectionString;
}
