using System.Security.Cryptography;
using Antpath.Engine.Database;
using Antpath.Engine.Database.Rights;
using Antpath.Testing.Postgres;
using Npgsql;

namespace Antpath.Engine.Tests.Database.Rights;

/// <summary>What <c>antpath-server migrate</c> does about roles, and that no table can be forgotten.</summary>
public sealed class DatabaseRightsTests(MigratedDatabase database, TestServer server) : IClassFixture<MigratedDatabase>
{
    [Fact]
    public async Task Every_table_has_a_decision()
    {
        var tables = await ListAsync(
            database.DataSource, "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by relname collate \"C\"");

        Assert.Equal(tables, RightsTable.All.Select(t => t.Table).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_table_has_row_security_and_a_policy_for_each_role_that_may_touch_it()
    {
        var unsecured = await ListAsync(database.DataSource, "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relrowsecurity");
        var policies = await ListAsync(
            database.DataSource, "select c.relname || ' ' || r.rolname from pg_policy p join pg_class c on c.oid = p.polrelid join pg_roles r on r.oid = any (p.polroles)");

        Assert.Empty(unsecured);
        foreach (var table in RightsTable.All)
        {
            Assert.Equal(table.Server.Verbs.Count > 0, policies.Contains($"{table.Table} antpath_server"));
            Assert.Equal(table.Worker.Verbs.Count > 0, policies.Contains($"{table.Table} antpath_worker"));
        }
    }

    [Fact]
    public void Only_tables_of_no_workspace_are_open_to_a_server_without_one()
    {
        foreach (var table in RightsTable.All.Where(t => t.WorkspaceColumn is not null))
            Assert.DoesNotContain(table.Server.Policies, policy => policy.Using == "true" || policy.Check == "true");
    }

    [Fact]
    public async Task A_second_run_finds_nothing_to_do()
    {
        await using var fresh = await server.CreateDatabaseAsync();

        var report = await DatabaseRights.EnsureAsync(fresh.DataSource, new DatabaseOptions(), CancellationToken.None);

        Assert.Empty(report.Done);
        Assert.Empty(report.Pending);
    }

    [Fact]
    public async Task What_somebody_changed_is_brought_back()
    {
        await using var fresh = await server.CreateDatabaseAsync();
        await ExecuteAsync(fresh.DataSource, "alter table runs disable row level security");
        await ExecuteAsync(fresh.DataSource, "grant delete on audit_logs to antpath_worker");
        await ExecuteAsync(fresh.DataSource, "grant select on runs to public");
        await ExecuteAsync(fresh.DataSource, "drop policy antpath_server on run_events");
        await ExecuteAsync(fresh.DataSource, "create policy antpath_more on run_events using (true)");

        var report = await DatabaseRights.EnsureAsync(fresh.DataSource, new DatabaseOptions(), CancellationToken.None);
        var again = await DatabaseRights.EnsureAsync(fresh.DataSource, new DatabaseOptions(), CancellationToken.None);

        Assert.Contains("alter table runs enable row level security", report.Done);
        Assert.Contains("revoke all on runs from public", report.Done);
        Assert.Contains("revoke all on audit_logs from \"antpath_worker\"", report.Done);
        Assert.Contains("drop policy antpath_more on run_events", report.Done);
        Assert.Contains(report.Done, statement => statement.StartsWith("create policy antpath_server on run_events", StringComparison.Ordinal));
        Assert.Empty(again.Done);
    }

    [Fact]
    public async Task Roles_that_browsers_act_as_get_nothing()
    {
        await using var fresh = await server.CreateDatabaseAsync();
        await ExecuteAsync(fresh.DataSource, "do $$ begin create role anon nologin; exception when duplicate_object or unique_violation then null; end $$");
        await ExecuteAsync(fresh.DataSource, "grant all on all tables in schema public to anon");

        await DatabaseRights.EnsureAsync(fresh.DataSource, new DatabaseOptions { Roles = "none" }, CancellationToken.None);

        Assert.Empty(await ListAsync(
            fresh.DataSource, "select c.relname || ' ' || a.privilege_type from pg_class c, aclexplode(c.relacl) a where c.relnamespace = 'public'::regnamespace and a.grantee = 'anon'::regrole"));
    }

    [Fact]
    public async Task Asked_to_print_it_changes_nothing_and_what_it_prints_is_enough()
    {
        await using var fresh = await server.CreateEmptyDatabaseAsync();
        await Migrator.MigrateAsync(fresh.DataSource, CancellationToken.None);

        var printed = await DatabaseRights.EnsureAsync(fresh.DataSource, new DatabaseOptions { Roles = "print" }, CancellationToken.None);
        var untouched = await ListAsync(fresh.DataSource, "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relrowsecurity");
        foreach (var statement in printed.Pending)
            await ExecuteAsync(fresh.DataSource, statement);
        var after = await DatabaseRights.EnsureAsync(fresh.DataSource, new DatabaseOptions(), CancellationToken.None);

        Assert.Empty(printed.Done);
        Assert.Empty(untouched);
        Assert.Empty(after.Done);
    }

    [Fact]
    public async Task An_owner_who_may_not_make_roles_secures_the_tables_and_is_told_the_rest()
    {
        var owner = await MakeOwnerAsync();
        await using var fresh = await server.CreateEmptyDatabaseAsync();
        await ExecuteAsync(fresh.DataSource, $"grant all on schema public to {owner}");
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(fresh.ConnectionString) { Options = $"-c role={owner}" });
        await Migrator.MigrateAsync(source, CancellationToken.None);

        var names = new DatabaseOptions { ServerRole = $"{owner}_server", WorkerRole = $"{owner}_worker" };
        var report = await DatabaseRights.EnsureAsync(source, names, CancellationToken.None);

        Assert.Contains(report.Pending, statement => statement.Contains($"create role \"{owner}_server\"", StringComparison.Ordinal));
        Assert.DoesNotContain(report.Pending, statement => statement.StartsWith("alter table", StringComparison.Ordinal));
        Assert.Empty(await ListAsync(source, "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and not relrowsecurity"));
    }

    [Fact]
    public async Task The_one_user_of_a_deployment_that_takes_on_roles_becomes_a_member_of_them()
    {
        var user = await MakeOwnerAsync();
        await using var fresh = await server.CreateDatabaseAsync();
        var options = new DatabaseOptions { Url = $"postgres://{user}@127.0.0.1/antpath", AssumeRole = true };

        var report = await DatabaseRights.EnsureAsync(fresh.DataSource, options, CancellationToken.None);
        var again = await DatabaseRights.EnsureAsync(fresh.DataSource, options, CancellationToken.None);
        var roles = await ListAsync(fresh.DataSource, $"select r.rolname::text from pg_auth_members m join pg_roles r on r.oid = m.roleid where m.member = '{user}'::regrole order by 1");

        Assert.Equal([$"grant \"antpath_server\" to \"{user}\"", $"grant \"antpath_worker\" to \"{user}\""], report.Done);
        Assert.Empty(again.Done);
        Assert.Equal(["antpath_server", "antpath_worker"], roles);
    }

    [Fact]
    public async Task Several_at_once_agree()
    {
        await using var fresh = await server.CreateEmptyDatabaseAsync();
        await Migrator.MigrateAsync(fresh.DataSource, CancellationToken.None);

        var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DatabaseRights.EnsureAsync(fresh.DataSource, new DatabaseOptions(), CancellationToken.None)));
        var after = await DatabaseRights.EnsureAsync(fresh.DataSource, new DatabaseOptions(), CancellationToken.None);

        Assert.All(reports, report => Assert.Empty(report.Pending));
        Assert.Empty(after.Done);
    }

    [Theory]
    [InlineData("users")]
    [InlineData("accounts")]
    [InlineData("sessions")]
    [InlineData("verification_token")]
    [InlineData("app_users")]
    public void A_worker_knows_nothing_of_people(string table) => Assert.Empty(RightsTable.All.Single(t => t.Table == table).Worker.Verbs);

    [Fact]
    public void Nobody_changes_the_audit_trail_and_a_server_reads_no_secret()
    {
        foreach (var table in RightsTable.All.Where(t => t.Table.StartsWith("audit_", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain("update", table.Server.Verbs.Concat(table.Worker.Verbs));
            Assert.DoesNotContain("delete", table.Server.Verbs.Concat(table.Worker.Verbs));
        }

        Assert.Equal(["insert"], RightsTable.All.Single(t => t.Table == "vault_entries").Server.Verbs);
    }

    /// <summary>Owns what it makes and may make no role, like the one user of many hosted databases.</summary>
    private async Task<string> MakeOwnerAsync()
    {
        var name = $"antpath_test_owner_{RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        await ExecuteAsync(database.DataSource, $"create role {name} nologin");
        return name;
    }

    private static async Task<List<string>> ListAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var list = new List<string>();
        while (await reader.ReadAsync())
            list.Add(reader.GetString(0));
        return list;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
