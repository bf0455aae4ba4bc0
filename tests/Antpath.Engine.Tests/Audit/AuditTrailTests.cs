using Antpath.Engine.Audit;
using Antpath.Testing.Postgres;
using Npgsql;

namespace Antpath.Engine.Tests.Audit;

public sealed class AuditTrailTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private readonly Lazy<EngineUnderTest> _engine = new(() => new EngineUnderTest(database.ConnectionString));

    private EngineUnderTest Engine => _engine.Value;

    public ValueTask DisposeAsync() => _engine.IsValueCreated ? _engine.Value.DisposeAsync() : default;

    [Theory]
    [InlineData("update audit_logs set action = 'run.other'")]
    [InlineData("delete from audit_logs")]
    [InlineData("truncate audit_logs cascade")]
    [InlineData("update audit_chain set hash = sha256('')")]
    [InlineData("delete from audit_chain")]
    [InlineData("truncate audit_chain")]
    [InlineData("insert into audit_chain (workspace_id, sequence, audit_log_id, hash) select workspace_id, 9999, id, sha256('') from audit_logs limit 1")]
    [InlineData("update audit_heads set sequence = 0")]
    [InlineData("insert into audit_heads (workspace_id, sequence, hash) values (gen_random_uuid(), 1, sha256(''))")]
    [InlineData("delete from audit_heads")]
    [InlineData("truncate audit_heads")]
    public async Task The_trail_is_only_ever_added_to(string statement)
    {
        await Engine.NewPrincipalAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => Engine.ExecuteAsync(statement));

        Assert.Equal(PostgresErrorCodes.RestrictViolation, refused.SqlState);
    }

    [Fact]
    public async Task A_server_adds_lines_and_can_do_nothing_else()
    {
        var principal = await Engine.NewPrincipalAsync();
        await using var connection = await Engine.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync("set local role antpath_server");
        await ExecuteAsync($"set local antpath.workspace_id = '{principal.Workspace.Value}'");

        await Engine.Get<AuditTrail>().WriteAsync(transaction, AuditEntry.By(principal, "run.cancel", "run_1"), CancellationToken.None);
        await ExecuteAsync("set constraints all immediate");

        Assert.Equal(2L, await new NpgsqlCommand($"select sequence from audit_heads where workspace_id = '{principal.Workspace.Value}'", connection, transaction).ExecuteScalarAsync());
        foreach (var statement in (string[])["update audit_logs set action = 'a.b'", "delete from audit_logs", "delete from audit_chain", "update audit_heads set sequence = 1",
            "select audit_link(l) from audit_logs l"])
        {
            await ExecuteAsync("savepoint before");
            var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(statement));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
            await ExecuteAsync("rollback to before");
        }

        async Task ExecuteAsync(string sql) => await new NpgsqlCommand(sql, connection, transaction).ExecuteNonQueryAsync();
    }
}
