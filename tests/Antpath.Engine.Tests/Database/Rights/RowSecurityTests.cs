using Antpath.Engine.Database;
using Antpath.Engine.Database.Rights;
using Antpath.Engine.Database.Rows;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Testing.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace Antpath.Engine.Tests.Database.Rights;

/// <summary>
/// Plays a server whose statements forgot their workspace, against every table there is. A table is tried as soon as it stands in the table of rights, and
/// fails until <see cref="TwoWorkspaces"/> plants rows in it.
/// </summary>
public sealed class RowSecurityTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncLifetime
{
    private EngineUnderTest? _engine;
    private NpgsqlDataSource? _server;
    private Principal? _ours;
    private Principal? _theirs;

    public static TheoryData<string> Tables => [.. RightsTable.All.Where(t => t.WorkspaceColumn is not null).Select(t => t.Table)];

    private EngineUnderTest Engine => _engine!;

    private NpgsqlDataSource Server => _server!;

    private WorkspaceId Ours => _ours!.Workspace;

    private WorkspaceId Theirs => _theirs!.Workspace;

    public async ValueTask InitializeAsync()
    {
        _engine = new EngineUnderTest(database.ConnectionString);
        (_ours, _theirs) = await TwoWorkspaces.PlantAsync(_engine);
        _server = As(o => o.RunsAs(o.ServerRole));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_engine is not null)
            await _engine.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_statement_without_a_workspace_finds_nothing(string table)
    {
        await using var connection = await Server.OpenConnectionAsync();

        Assert.Equal(0, await CountAsync(connection, null, table));
        Assert.True(await Engine.ScalarAsync<long>($"select count(*) from {table} where {ColumnOf(table)} = $1", Theirs.Value) > 0, $"plant rows in {table}");
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task A_statement_that_forgot_its_predicate_finds_its_own_workspaces_rows_only(string table)
    {
        await using var connection = await Server.OpenConnectionAsync();
        var ours = await Engine.ScalarAsync<long>($"select count(*) from {table} where {ColumnOf(table)} = $1", Ours.Value);

        var found = await CountAsync(connection, RowContext.Of(Ours), table);
        var after = await CountAsync(connection, null, table);

        Assert.Equal(RightsOf(table).Server.Verbs.Contains("select") ? ours : 0, found);
        Assert.Equal(0, after); // the context ended with its transaction
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task Another_workspaces_rows_cannot_be_changed(string table)
    {
        var column = ColumnOf(table);

        Assert.Equal(0, await WriteAsync($"update {table} set {column} = {column} where {column} = $1", Theirs.Value));
        Assert.Equal(0, await WriteAsync($"delete from {table} where {column} = $1", Theirs.Value));
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public async Task No_row_can_be_given_to_another_workspace(string table)
    {
        var column = ColumnOf(table);
        var theirs = await Engine.ScalarAsync<string>($"select to_jsonb(t)::text from {table} t where {column} = $1 limit 1", Theirs.Value);

        // a right that is lacking and a row that may not be are one code; a doubled key would be another
        var insert = await Assert.ThrowsAsync<PostgresException>(
            () => WriteAsync($"insert into {table} select t.* from jsonb_populate_record(null::{table}, $1) t", theirs!, NpgsqlDbType.Jsonb, denied: true));
        var update = await Assert.ThrowsAsync<PostgresException>(
            () => WriteAsync($"update {table} set {column} = $1", Theirs.Value, denied: true));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, insert.SqlState);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, update.SqlState);
    }

    [Fact]
    public async Task A_token_shows_its_own_workspace_and_no_other()
    {
        var token = await Engine.ScalarAsync<Guid>("select id from api_tokens where workspace_id = $1", Theirs.Value);
        await using var connection = await Server.OpenConnectionAsync();

        foreach (var table in (string[])["api_tokens", "workspaces", "workspace_memberships"])
            Assert.Equal(1, await CountAsync(connection, RowContext.Of(new ApiTokenId(token)), table));
        Assert.Equal(0, await CountAsync(connection, RowContext.Of(new ApiTokenId(token)), "runs"));
    }

    [Fact]
    public async Task A_person_sees_where_they_belong_and_nothing_in_it()
    {
        await using var connection = await Server.OpenConnectionAsync();

        Assert.Equal(1, await CountAsync(connection, RowContext.Of(_theirs!.AppUser), "workspaces"));
        Assert.Equal(1, await CountAsync(connection, RowContext.Of(_theirs.AppUser), "workspace_memberships"));
        Assert.Equal(0, await CountAsync(connection, RowContext.Of(_theirs.AppUser), "api_tokens"));
        Assert.Equal(0, await CountAsync(connection, RowContext.Of(_theirs.AppUser), "runs"));
    }

    [Fact]
    public async Task A_worker_serves_every_workspace()
    {
        await using var worker = As(o => o.RunsAs(o.WorkerRole));
        await using var connection = await worker.OpenConnectionAsync();
        var all = await Engine.ScalarAsync<long>("select count(*) from runs");

        Assert.Equal(all, await CountAsync(connection, null, "runs"));
    }

    private static TableRights RightsOf(string table) => RightsTable.All.Single(t => t.Table == table);

    private static string ColumnOf(string table) => RightsOf(table).WorkspaceColumn!;

    private NpgsqlDataSource As(Action<DatabaseOptions> role)
    {
        var options = new DatabaseOptions { Url = database.ConnectionString, AssumeRole = true, PoolMax = 4 };
        role(options);
        return AntpathDatabase.CreateDataSource(options, "antpath-tests");
    }

    /// <returns>0 where the role may not even ask.</returns>
    private static async Task<long> CountAsync(NpgsqlConnection connection, RowContext? context, string table)
    {
        await using var batch = connection.CreateBatch();
        if (context is { } said)
            batch.BatchCommands.Add(said.ToCommand());
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"select count(*) from {table}"));
        try
        {
            await using var reader = await batch.ExecuteReaderAsync();
            if (context is not null)
                await reader.NextResultAsync();
            await reader.ReadAsync();
            return reader.GetInt64(0);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            Assert.DoesNotContain("select", RightsOf(table).Server.Verbs);
            return 0;
        }
    }

    /// <summary>In our workspace's context, and never kept.</summary>
    private async Task<int> WriteAsync(string sql, object value, NpgsqlDbType? type = null, bool denied = false)
    {
        await using var connection = await Server.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = transaction.CreateCommand(RowContext.Of(Ours), sql);
        command.Parameters.Add(type is { } named ? new NpgsqlParameter { Value = value, NpgsqlDbType = named } : new NpgsqlParameter { Value = value });
        try
        {
            return await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (PostgresException e) when (!denied && e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return 0;
        }
    }
}
