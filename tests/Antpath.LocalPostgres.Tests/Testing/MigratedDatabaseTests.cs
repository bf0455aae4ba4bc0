using Antpath.Testing.Postgres;
using Npgsql;

namespace Antpath.LocalPostgres.Tests.Testing;

public sealed class MigratedDatabaseTests(MigratedDatabase database, TestServer server) : IClassFixture<MigratedDatabase>
{
    [Fact]
    public async Task The_fixture_is_a_database_of_its_own()
    {
        await using var other = await server.CreateDatabaseAsync();
        await ExecuteAsync(other, "create table only_here (id int)");

        Assert.Equal(1L, await CountTablesAsync(other, "only_here"));
        await using var command = database.DataSource.CreateCommand("select count(*) from pg_tables where tablename = 'only_here'");
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task The_fixture_has_the_current_schema_and_an_empty_database_has_none()
    {
        await using var empty = await server.CreateEmptyDatabaseAsync();

        await using var command = database.DataSource.CreateCommand("select count(*) from pg_tables where tablename = 'runs'");
        Assert.Equal(1L, await command.ExecuteScalarAsync());
        Assert.Equal(0L, await CountTablesAsync(empty, "runs"));
    }

    [Fact]
    public async Task Processes_that_start_at_once_share_one_template()
    {
        await using var throwaway = await StartAsync();

        var databases = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => new DatabaseTemplate(throwaway.Server).CopyAsync())));

        await using var source = NpgsqlDataSource.Create(throwaway.Server.ConnectionString("postgres"));
        await using var command = source.CreateCommand("select count(*) from pg_database where datname like 'antpath_template_%'");
        Assert.Equal(1L, await command.ExecuteScalarAsync());
        foreach (var one in databases)
        {
            Assert.Equal(1L, await CountTablesAsync(one, "runs"));
            await one.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_disposed_test_database_is_gone()
    {
        var gone = await server.CreateEmptyDatabaseAsync();
        var name = new NpgsqlConnectionStringBuilder(gone.ConnectionString).Database!;
        await gone.DisposeAsync();

        await using var command = database.DataSource.CreateCommand("select count(*) from pg_database where datname = $1");
        command.Parameters.AddWithValue(name);
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task The_template_lets_nobody_in_and_is_made_once()
    {
        await using var second = await server.CreateDatabaseAsync();

        await using var command = database.DataSource.CreateCommand("select count(*) from pg_database where datname like 'antpath_template_%' and datistemplate and not datallowconn");
        Assert.Equal(1L, await command.ExecuteScalarAsync());
    }

    private async Task<ThrowawayPostgres> StartAsync()
    {
        Assert.SkipWhen(await server.MissingAsync() is not null, "No PostgreSQL.");
        return await ThrowawayPostgres.StartAsync(static _ => { }, CancellationToken.None);
    }

    private static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> CountTablesAsync(TestDatabase database, string name)
    {
        await using var command = database.DataSource.CreateCommand("select count(*) from pg_tables where tablename = $1");
        command.Parameters.AddWithValue(name);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
