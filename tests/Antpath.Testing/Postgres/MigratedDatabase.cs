using Npgsql;

namespace Antpath.Testing.Postgres;

/// <summary>
/// Class fixture: one migrated database shared by the tests of a class, which keep apart by using a workspace each. Without a server on a laptop the
/// tests that touch it are skipped; with <c>CI</c> set they fail.
/// </summary>
public sealed class MigratedDatabase(TestServer server) : IAsyncLifetime
{
    private TestDatabase? _database;
    private string? _missing;

    public NpgsqlDataSource DataSource => Database.DataSource;

    public string ConnectionString => Database.ConnectionString;

    private TestDatabase Database
    {
        get
        {
            Assert.SkipWhen(_missing is not null, _missing ?? "");
            return _database ?? throw new InvalidOperationException("the fixture was not initialized");
        }
    }

    public async ValueTask InitializeAsync()
    {
        _missing = await server.MissingAsync(); // a fixture cannot skip; the test that reaches for the database can
        _database = _missing is null ? await server.CreateDatabaseAsync() : null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
