using Npgsql;

namespace Antpath.Testing.Postgres;

/// <summary>
/// Class fixture: one migrated database shared by the tests of a class, which keep apart by using a workspace each. Without a server on a laptop the
/// tests that touch it are skipped; with <c>CI</c> set they fail.
/// </summary>
public sealed class MigratedDatabase(TestServer server) : IAsyncLifetime
{
    private TestDatabase? _database;

    public NpgsqlDataSource DataSource => Database.DataSource;

    public string ConnectionString => Database.ConnectionString;

    private TestDatabase Database => _database ?? throw new InvalidOperationException("the fixture was not initialized");

    public async ValueTask InitializeAsync() => _database = await server.CreateDatabaseAsync();

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
