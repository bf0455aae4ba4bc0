using System.Text.Json.Nodes;
using Antpath.Audit;
using Antpath.Engine.Audit;
using Antpath.Engine.Database;
using Antpath.Engine.Runs;
using Antpath.Engine.Tenancy;
using Antpath.Ids;
using Antpath.Testing.Postgres;
using Npgsql;

namespace Antpath.Engine.Tests.Audit;

/// <summary>The chain as the database writes it, judged by the independent computation that <c>antpath audit verify</c> uses.</summary>
public sealed class AuditChainTests(MigratedDatabase database, TestServer server) : IClassFixture<MigratedDatabase>, IAsyncDisposable
{
    private const int ChainMigration = 9;

    private readonly Lazy<EngineUnderTest> _engine = new(() => new EngineUnderTest(database.ConnectionString));

    private EngineUnderTest Engine => _engine.Value;

    public ValueTask DisposeAsync() => _engine.IsValueCreated ? _engine.Value.DisposeAsync() : default;

    [Fact]
    public async Task Whatever_is_written_verifies()
    {
        var principal = await NewTrailAsync();
        await WriteAsync(principal, Entry(principal, "output.link") with { RequestId = "req-ü-日本-𝄞", Detail = Facts });

        var (lines, broken) = await VerifyAsync(principal);

        Assert.Null(broken);
        Assert.Equal(7, lines);
    }

    [Fact]
    public void A_workspace_without_lines_verifies() => Assert.Null(new AuditChain(new AuditHead { Sequence = 0, Hash = AuditChain.Origin }).Finish());

    [Theory]
    [InlineData("workspace_id = (select id from workspaces w where w.id <> workspace_id limit 1)", "is followed by line 3")]
    [InlineData("id = gen_random_uuid()", "is followed by line 3")]
    [InlineData("occurred_at = occurred_at + interval '1 microsecond'", "Line 4 or the hash")]
    [InlineData("app_user_id = null", "Line 4 or the hash")]
    [InlineData("api_token_id = gen_random_uuid()", "Line 4 or the hash")]
    [InlineData("action = 'run.delete'", "Line 4 or the hash")]
    [InlineData("target_id = 'run_other'", "Line 4 or the hash")]
    [InlineData("request_id = 'other'", "Line 4 or the hash")]
    [InlineData("detail = '{\"a\": 1}'", "Line 4 or the hash")]
    public async Task A_changed_field_is_found(string change, string found)
    {
        var principal = await NewTrailAsync();
        await NewTrailAsync();
        await TamperAsync($"""
            update audit_logs set {change}
            where id = (select audit_log_id from audit_chain where workspace_id = '{principal.Workspace.Value}' and sequence = 4)
            """);

        Assert.Contains(found, (await VerifyAsync(principal)).Break, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_removed_from_the_middle_is_found()
    {
        var principal = await NewTrailAsync();
        await TamperAsync($"delete from audit_chain where workspace_id = '{principal.Workspace.Value}' and sequence = 3");

        Assert.Equal("Line 4 is followed by line 2, not by line 3.", (await VerifyAsync(principal)).Break);
    }

    [Fact]
    public async Task A_line_removed_and_the_gap_closed_is_found()
    {
        var principal = await NewTrailAsync();
        await TamperAsync($"""
            delete from audit_chain where workspace_id = '{principal.Workspace.Value}' and sequence = 3;
            update audit_chain set sequence = 3 where workspace_id = '{principal.Workspace.Value}' and sequence = 4;
            update audit_chain set sequence = 4 where workspace_id = '{principal.Workspace.Value}' and sequence = 5;
            update audit_chain set sequence = 5 where workspace_id = '{principal.Workspace.Value}' and sequence = 6;
            update audit_heads set sequence = 5 where workspace_id = '{principal.Workspace.Value}'
            """);

        Assert.Contains("Line 5 or the hash", (await VerifyAsync(principal)).Break, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_cut_off_at_the_end_are_found()
    {
        var principal = await NewTrailAsync();
        await TamperAsync($"delete from audit_chain where workspace_id = '{principal.Workspace.Value}' and sequence > 4");

        Assert.Equal("The chain ends at line 6, but the newest line is 4.", (await VerifyAsync(principal)).Break);
    }

    [Fact]
    public async Task The_beginning_cut_off_is_found()
    {
        var principal = await NewTrailAsync();
        await TamperAsync($"delete from audit_chain where workspace_id = '{principal.Workspace.Value}' and sequence <= 2");

        Assert.Equal("Line 2 and all before it are missing.", (await VerifyAsync(principal)).Break);
    }

    [Fact]
    public async Task Everything_removed_is_found()
    {
        var principal = await NewTrailAsync();
        await TamperAsync($"delete from audit_chain where workspace_id = '{principal.Workspace.Value}'");

        Assert.Equal("The chain ends at line 6, but no line is there.", (await VerifyAsync(principal)).Break);
    }

    [Fact]
    public async Task Writers_at_once_make_one_chain_without_gaps()
    {
        var principal = await NewTrailAsync();

        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => WriteAsync(principal, Entry(principal, "run.cancel"), Entry(principal, "run.delete"))));

        var (lines, broken) = await VerifyAsync(principal);
        Assert.Null(broken);
        Assert.Equal(30, lines);
    }

    [Fact]
    public async Task Writers_who_lock_in_opposite_orders_do_not_meet_at_the_head()
    {
        var principal = await NewTrailAsync();
        var other = await Engine.Database.OpenConnectionAsync();
        await using var closing = other;
        await using var theirs = await other.BeginTransactionAsync();
        await WriteAsync(theirs, Entry(principal, "run.cancel"));

        // theirs has its line already, and goes on to a row that a second writer holds while it writes to the same chain: no deadlock, for neither holds the head
        await using var connection = await Engine.Database.OpenConnectionAsync();
        await using (var mine = await connection.BeginTransactionAsync())
        {
            await TouchCounterAsync(mine, principal);
            await WriteAsync(mine, Entry(principal, "run.delete"));
            await mine.CommitAsync();
        }

        await TouchCounterAsync(theirs, principal);
        await theirs.CommitAsync();
        Assert.Equal((8L, null), await VerifyAsync(principal));
    }

    [Fact]
    public async Task What_is_rolled_back_leaves_no_gap()
    {
        var principal = await NewTrailAsync();
        await using var connection = await Engine.Database.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await WriteAsync(transaction, Entry(principal, "run.cancel"));
            await new NpgsqlCommand("set constraints all immediate", connection, transaction).ExecuteNonQueryAsync();
            await transaction.RollbackAsync();
        }

        await WriteAsync(principal, Entry(principal, "run.cancel"));

        Assert.Equal((7L, null), await VerifyAsync(principal));
    }

    [Fact]
    public async Task Another_workspaces_trail_is_not_shown()
    {
        var mine = await NewTrailAsync();
        var theirs = await NewTrailAsync();

        var page = await PageAsync(mine, null, 200);

        Assert.Equal(6, page.Data.Count);
        Assert.DoesNotContain(page.Data, line => line.TargetId == theirs.Workspace.ToString());
    }

    [Fact]
    public async Task Pages_are_newest_first_and_miss_nothing()
    {
        var principal = await NewTrailAsync();

        var first = await PageAsync(principal, null, 4);
        await WriteAsync(principal, Entry(principal, "run.cancel"));
        var second = await PageAsync(principal, first.NextCursor, 4);

        Assert.Equal([6, 5, 4, 3, 2, 1], first.Data.Concat(second.Data).Select(line => line.Sequence));
        Assert.Null(second.NextCursor);
        Assert.Equal((6, 7), (first.Head.Sequence, second.Head.Sequence));
        Assert.IsType<PageResult<AuditPage>.BadCursor>(await Engine.Get<AuditQueries>().ListAsync(principal.Workspace, Cursor.Of(3L), 4, CancellationToken.None));
    }

    [Fact]
    public async Task Lines_from_before_the_chain_are_chained_by_the_migration()
    {
        await using var older = await server.CreateEmptyDatabaseAsync();
        await Migrator.MigrateAsync(older.DataSource, [.. Migration.Embedded.Where(m => m.Version < ChainMigration)], TimeProvider.System, CancellationToken.None);
        await using (var before = new EngineUnderTest(older.ConnectionString))
        {
            var principal = new Principal { Workspace = new WorkspaceId(Guid.CreateVersion7()), AppUser = new AppUserId(Guid.CreateVersion7()), Scopes = [] };
            await before.ExecuteAsync("insert into workspaces (id, name) values ($1, 'older')", principal.Workspace.Value);
            await before.ExecuteAsync(
                "insert into audit_logs (id, workspace_id, action, detail) select gen_random_uuid(), $1, 'run.cleanup_failed', '{\"providerId\": null}' from generate_series(1, 3)",
                principal.Workspace.Value);

            await Migrator.MigrateAsync(older.DataSource, CancellationToken.None);

            Assert.Equal((3L, null), await VerifyAsync(before, principal));
        }
    }

    private static JsonObject Facts => new()
    {
        ["ﬀ"] = "a\"\\\n", ["𝄞"] = "", ["b"] = "é", ["B"] = "1:2-", ["list"] = new JsonArray(9, 2.50m, "x\"é"), ["none"] = null, ["yes"] = true,
        ["nested"] = new JsonObject { ["long"] = 1, ["b"] = new JsonObject() },
    };

    private static AuditEntry Entry(Principal principal, string action) => AuditEntry.By(principal, action, "run_1") with { RequestId = "req-1" };

    /// <summary>A workspace with six lines: its making, and five more.</summary>
    private async Task<Principal> NewTrailAsync()
    {
        var principal = await Engine.NewPrincipalAsync();
        for (var i = 0; i < 5; i++)
            await WriteAsync(principal, Entry(principal, "run.cancel"));
        return principal;
    }

    private async Task WriteAsync(Principal principal, params AuditEntry[] entries)
    {
        Assert.All(entries, entry => Assert.Equal(principal.Workspace, entry.Workspace));
        await using var connection = await Engine.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var entry in entries)
            await WriteAsync(transaction, entry);
        await transaction.CommitAsync();
    }

    private Task WriteAsync(NpgsqlTransaction transaction, AuditEntry entry) => Engine.Get<AuditTrail>().WriteAsync(transaction, entry, CancellationToken.None);

    private static async Task TouchCounterAsync(NpgsqlTransaction transaction, Principal principal)
    {
        await using var command = new NpgsqlCommand("update workspace_counters set open_runs = open_runs where workspace_id = $1", transaction.Connection, transaction);
        command.Parameters.AddWithValue(principal.Workspace.Value);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>What somebody with the owner's rights could do: all triggers are off.</summary>
    private async Task TamperAsync(string statement) => await Engine.ExecuteAsync($"begin; set local session_replication_role = replica; {statement}; commit");

    private Task<AuditPage> PageAsync(Principal principal, string? cursor, int limit) => PageAsync(Engine, principal, cursor, limit);

    private static async Task<AuditPage> PageAsync(EngineUnderTest engine, Principal principal, string? cursor, int limit) =>
        Assert.IsType<PageResult<AuditPage>.Found>(await engine.Get<AuditQueries>().ListAsync(principal.Workspace, cursor, limit, CancellationToken.None)).Page;

    private Task<(long Lines, string? Break)> VerifyAsync(Principal principal) => VerifyAsync(Engine, principal);

    private static async Task<(long Lines, string? Break)> VerifyAsync(EngineUnderTest engine, Principal principal)
    {
        var page = await PageAsync(engine, principal, null, 2);
        var chain = new AuditChain(page.Head);
        while (true)
        {
            foreach (var line in page.Data)
            {
                if (chain.Take(line) is { } broken)
                    return (chain.Lines, broken);
            }

            if (page.NextCursor is null)
                return (chain.Lines, chain.Finish());
            page = await PageAsync(engine, principal, page.NextCursor, 2);
        }
    }
}
