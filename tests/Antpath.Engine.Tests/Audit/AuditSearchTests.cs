using Antpath.Audit;
using Antpath.Engine.Audit;
using Antpath.Engine.Runs;
using Antpath.Engine.Tenancy;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Audit;

public sealed class AuditSearchTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>, IAsyncLifetime
{
    private EngineUnderTest _engine = null!;
    private Principal _me = null!;

    public async ValueTask InitializeAsync()
    {
        _engine = new EngineUnderTest(database.ConnectionString);
        _me = await _engine.NewPrincipalAsync();
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Lines_are_found_by_action_by_noun_and_by_person()
    {
        var other = await _engine.NewPrincipalAsync();
        await WriteAsync(_me, "member.role", "member.remove", "run.cancel");
        await WriteAsync(other with { Workspace = _me.Workspace }, "member.role");
        await WriteAsync(other, "member.role");

        Assert.Equal(["member.role", "member.role"], await FindAsync(new AuditFilter { Action = "member.role" }));
        Assert.Equal(["member.role", "member.remove", "member.role"], await FindAsync(new AuditFilter { Action = "member." }));
        Assert.Empty(await FindAsync(new AuditFilter { Action = "member" }));
        Assert.Empty(await FindAsync(new AuditFilter { Action = "%" }));
        Assert.Equal(["member.role"], await FindAsync(new AuditFilter { AppUser = other.AppUser }));
        Assert.Equal(["member.role", "run.cancel", "member.remove", "member.role", "workspace.create"], await FindAsync(new AuditFilter()));
    }

    [Fact]
    public async Task A_span_of_time_is_found_wherever_it_lies_in_the_trail()
    {
        for (var day = 1; day <= 9; day++)
            await WriteAtAsync(new DateTimeOffset(2020, 1, day, 12, 0, 0, TimeSpan.Zero), $"run.day_{(char)('a' + day)}");

        var found = await FindAsync(new AuditFilter { From = new DateTimeOffset(2020, 1, 3, 0, 0, 0, TimeSpan.Zero), Until = new DateTimeOffset(2020, 1, 6, 0, 0, 0, TimeSpan.Zero) });

        Assert.Equal(["run.day_f", "run.day_e", "run.day_d"], found);
    }

    [Fact]
    public async Task A_look_ends_where_the_span_begins_however_long_the_trail_was_before()
    {
        var day = new DateTimeOffset(2020, 1, 3, 0, 0, 0, TimeSpan.Zero);
        await _engine.ExecuteAsync(
            """
            insert into audit_logs (id, workspace_id, app_user_id, action, occurred_at)
            select gen_random_uuid(), $1, $2, 'run.cancel', $3 from generate_series(1, $4)
            """,
            _me.Workspace.Value, _me.AppUser.Value, day.AddDays(-1), AuditSearch.StretchMax + 10);
        await WriteAtAsync(day, "run.delete");
        await WriteAtAsync(day.AddDays(2), "run.purge");

        var page = await PageAsync(new AuditFilter { Action = "run.", From = day, Until = day.AddDays(1) }, null, 50);
        var later = await PageAsync(new AuditFilter { From = DateTimeOffset.MaxValue }, null, 50);

        Assert.Equal("run.delete", Assert.Single(page.Data).Action);
        Assert.Null(page.NextCursor);
        Assert.Empty(later.Data);
        Assert.Null(later.NextCursor);
    }

    [Fact]
    public async Task It_is_read_page_by_page_and_a_foreign_cursor_is_none()
    {
        await WriteAsync(_me, "member.role", "run.cancel", "member.role", "run.cancel", "member.role");
        var filter = new AuditFilter { Action = "member.role" };

        var first = await PageAsync(filter, null, 2);
        var second = await PageAsync(filter, first.NextCursor, 2);

        Assert.Equal([6L, 4L], first.Data.Select(line => line.Sequence));
        Assert.Equal([2L], second.Data.Select(line => line.Sequence));
        Assert.Null(second.NextCursor);
        Assert.IsType<PageResult<AuditPage>.BadCursor>(await Search.FindAsync(_me.Workspace, filter, "nonsense", 2, CancellationToken.None));
    }

    [Fact]
    public async Task What_is_rare_is_found_by_looking_on()
    {
        await WriteAsync(_me, "member.role");
        await _engine.ExecuteAsync(
            """
            insert into audit_logs (id, workspace_id, app_user_id, action)
            select gen_random_uuid(), $1, $2, 'run.cancel' from generate_series(1, $3)
            """,
            _me.Workspace.Value, _me.AppUser.Value, AuditSearch.StretchMax + 10);

        var first = await PageAsync(new AuditFilter { Action = "member.role" }, null, 50);
        var second = await PageAsync(new AuditFilter { Action = "member.role" }, first.NextCursor, 50);

        Assert.Empty(first.Data);
        Assert.NotNull(first.NextCursor);
        Assert.Equal("member.role", Assert.Single(second.Data).Action);
        Assert.Null(second.NextCursor);
        var check = await Search.CheckAsync(_me.Workspace, CancellationToken.None);
        Assert.Null(check.Break);
        Assert.Equal(AuditSearch.CheckMax, check.Lines);
        Assert.Equal(AuditSearch.StretchMax + 12, check.Head.Sequence);
    }

    [Fact]
    public async Task A_changed_line_shows_in_the_check()
    {
        await WriteAsync(_me, "member.role", "run.cancel");
        Assert.Equal((3L, null), await CheckAsync());

        await _engine.ExecuteAsync("alter table audit_logs disable trigger user");
        await _engine.ExecuteAsync("update audit_logs set action = 'run.delete' where workspace_id = $1 and action = 'member.role'", _me.Workspace.Value);
        await _engine.ExecuteAsync("alter table audit_logs enable trigger user");

        Assert.Contains("Line 2 or the hash", (await CheckAsync()).Break!, StringComparison.Ordinal);
    }

    private AuditSearch Search => _engine.Get<AuditSearch>();

    private async Task<(long Lines, string? Break)> CheckAsync() => await Search.CheckAsync(_me.Workspace, CancellationToken.None) is var check ? (check.Lines, check.Break) : default;

    private async Task<IReadOnlyList<string>> FindAsync(AuditFilter filter) => [.. (await PageAsync(filter, null, 50)).Data.Select(line => line.Action)];

    private async Task<AuditPage> PageAsync(AuditFilter filter, string? cursor, int limit) =>
        Assert.IsType<PageResult<AuditPage>.Found>(await Search.FindAsync(_me.Workspace, filter, cursor, limit, CancellationToken.None)).Page;

    private async Task WriteAsync(Principal by, params string[] actions)
    {
        foreach (var action in actions)
        {
            await using var connection = await _engine.Database.OpenConnectionAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await _engine.Get<AuditTrail>().WriteAsync(transaction, AuditEntry.By(by, action, by.AppUser.ToString()), CancellationToken.None);
            await transaction.CommitAsync();
        }
    }

    private Task WriteAtAsync(DateTimeOffset at, string action) => _engine.ExecuteAsync(
        "insert into audit_logs (id, workspace_id, app_user_id, action, occurred_at) values (gen_random_uuid(), $1, $2, $3, $4)",
        _me.Workspace.Value, _me.AppUser.Value, action, at);
}
