using Antpath.LocalPostgres;
using Npgsql;

namespace Antpath.Testing.Postgres;

/// <summary>One database for one test class (or one test), with a pool of its own. Get it from <see cref="TestServer"/> or as a <see cref="MigratedDatabase"/> fixture.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private const int PoolMax = 20;

    private readonly EmbeddedPostgres _server;
    private readonly string _name;

    internal TestDatabase(EmbeddedPostgres server, string name)
    {
        _server = server;
        _name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString(name)) { MaxPoolSize = PoolMax, IncludeErrorDetail = true }.ConnectionString;
        DataSource = NpgsqlDataSource.Create(ConnectionString);
    }

    public string ConnectionString { get; }

    /// <summary>As the owner, whom no policy holds: for planting rows and looking at them.</summary>
    public NpgsqlDataSource DataSource { get; }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await using var admin = DatabaseTemplate.Admin(_server);
        await DatabaseTemplate.ExecuteAsync(admin, $"drop database if exists {_name} with (force)");
    }
}
