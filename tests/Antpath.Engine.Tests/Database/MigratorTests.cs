using Antpath.Engine.Database;
using Antpath.Testing.Postgres;
using Npgsql;

namespace Antpath.Engine.Tests.Database;

public sealed class MigratorTests(TestServer server) : IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await server.CreateEmptyDatabaseAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task An_empty_database_gets_every_migration_and_a_migrated_one_none()
    {
        var first = await Migrator.MigrateAsync(_database.DataSource, CancellationToken.None);
        var second = await Migrator.MigrateAsync(_database.DataSource, CancellationToken.None);

        Assert.Equal(0, first.FromVersion);
        Assert.Equal(Migration.Embedded.Count, first.Applied.Count);
        Assert.Equal(first.Version, second.FromVersion);
        Assert.Empty(second.Applied);
        await SchemaVersion.EnsureCurrentAsync(_database.DataSource, CancellationToken.None);
    }

    [Fact]
    public async Task Processes_that_start_together_migrate_once()
    {
        var reports = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Migrator.MigrateAsync(_database.DataSource, CancellationToken.None)));

        Assert.Single(reports, r => r.Applied.Count > 0);
        Assert.All(reports, r => Assert.Equal(SchemaVersion.Needed, r.Version));
    }

    [Fact]
    public async Task A_newer_database_is_refused()
    {
        await MigrateAsync(One, Two);

        var refused = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(One));

        Assert.Contains("schema 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains("up to 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migration_changed_after_it_ran_is_refused()
    {
        await MigrateAsync(One);

        var refused = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(Migration.From("0001_one", "create table one (id bigint)"), Two));

        Assert.Contains("0001_one was changed", refused.Message, StringComparison.Ordinal);
        Assert.False(await ExistsAsync("two"));
    }

    [Fact]
    public async Task Line_ends_of_a_checkout_do_not_change_a_migration()
    {
        await MigrateAsync(Migration.From("0001_one", "create table one (\n  id int\n)"));

        var report = await MigrateAsync(Migration.From("0001_one", "create table one (\r\n  id int\r\n)"));

        Assert.Empty(report.Applied);
    }

    [Fact]
    public async Task A_failing_migration_leaves_nothing_and_keeps_what_came_before()
    {
        var broken = Migration.From("0002_broken", "create table two (id int); select 1 / 0");

        var failed = await Assert.ThrowsAsync<MigrationException>(() => MigrateAsync(One, broken));

        Assert.Contains("0002_broken failed (22012)", failed.Message, StringComparison.Ordinal);
        Assert.True(await ExistsAsync("one"));
        Assert.False(await ExistsAsync("two"));
        Assert.Equal(1, await SchemaVersion.ReadAsync(_database.DataSource, CancellationToken.None));
    }

    [Fact]
    public async Task A_concurrent_index_is_built_outside_a_transaction()
    {
        var index = Migration.From("0002_index", $"{Migration.NoTransactionHeader}\ncreate index concurrently if not exists one_id on one (id)");

        var report = await MigrateAsync(One, index);

        Assert.Equal(2, report.Applied.Count);
        Assert.True(await ExistsAsync("one_id"));
    }

    [Fact]
    public async Task A_database_that_is_behind_says_which_command_helps()
    {
        var behind = await Assert.ThrowsAsync<MigrationException>(() => SchemaVersion.EnsureCurrentAsync(_database.DataSource, CancellationToken.None));

        Assert.Contains("antpath-server migrate", behind.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_ahead_is_refused_at_start()
    {
        await Migrator.MigrateAsync(_database.DataSource, CancellationToken.None);
        await using var ahead = _database.DataSource.CreateCommand(
            $"insert into schema_migrations (version, name, checksum) values ({SchemaVersion.Needed + 1}, 'later', '{new string('0', 64)}')");
        await ahead.ExecuteNonQueryAsync();

        var refused = await Assert.ThrowsAsync<MigrationException>(() => SchemaVersion.EnsureCurrentAsync(_database.DataSource, CancellationToken.None));

        Assert.Contains("start the release that migrated it", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Migrations_are_numbered_without_gaps()
    {
        Assert.Equal(Enumerable.Range(1, Migration.Embedded.Count), Migration.Embedded.Select(m => m.Version));
    }

    private static Migration One => Migration.From("0001_one", "create table one (id int)");

    private static Migration Two => Migration.From("0002_two", "create table two (id int)");

    private Task<MigrationReport> MigrateAsync(params Migration[] migrations) =>
        Migrator.MigrateAsync(_database.DataSource, migrations, TimeProvider.System, CancellationToken.None);

    private async Task<bool> ExistsAsync(string relation)
    {
        await using var command = _database.DataSource.CreateCommand("select to_regclass($1) is not null");
        command.Parameters.Add(new NpgsqlParameter { Value = relation });
        return await command.ExecuteScalarAsync() is true;
    }
}
