using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Antpath.Engine.Database.Rights;

/// <summary>Compares <see cref="RightsTable"/> with a database and says what is lacking, and nothing else: a second run finds nothing to do and locks nothing.</summary>
internal sealed class RightsPlan
{
    private readonly DatabaseOptions _options;
    private readonly RightsFound _found;
    private readonly HashSet<string> _outsiders;

    private RightsPlan(DatabaseOptions options, RightsFound found, HashSet<string> outsiders)
    {
        _options = options;
        _found = found;
        _outsiders = outsiders;
    }

    public static async Task<IReadOnlyList<RightsStep>> MakeAsync(NpgsqlConnection connection, DatabaseOptions options, CancellationToken cancellationToken)
    {
        var roles = await RolesAsync(connection, [options.ServerRole, options.WorkerRole, .. RightsFound.Outsiders], cancellationToken);
        var found = await RightsFound.ReadAsync(connection, cancellationToken);
        var plan = new RightsPlan(options, found, roles.Where(RightsFound.Outsiders.Contains).ToHashSet(StringComparer.Ordinal));
        var steps = new List<RightsStep>();
        if (options.MakesRoles)
        {
            string[] missing = [.. new[] { options.ServerRole, options.WorkerRole }.Where(role => !roles.Contains(role))];
            await found.CheckAsync(connection, [.. plan.OfRoles(missing)], cancellationToken);
            steps.Add(new RightsStep([.. missing.Select(CreateRole), .. found.Missing]));
        }

        // apart, so that tables are secured also where nobody here may make roles
        steps.AddRange(RightsTable.All.Select(plan.Secure));
        if (options.MakesRoles)
            steps.AddRange(RightsTable.All.Select(plan.Give));
        return [.. steps.Where(step => step.Statements.Count > 0)];
    }

    private static async Task<HashSet<string>> RolesAsync(NpgsqlConnection connection, string[] names, CancellationToken cancellationToken)
    {
        const string Sql = "select rolname::text from pg_roles where rolname = any ($1)";
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = names } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var roles = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
            roles.Add(reader.GetString(0));
        return roles;
    }

    /// <summary>Roles are the cluster's: another database's migration may make the same one at this moment.</summary>
    private static string CreateRole(string role) =>
        $"do $$ begin create role {Quote(role)} nologin; exception when duplicate_object or unique_violation then null; end $$";

    private IEnumerable<(string Statement, string Condition)> OfRoles(string[] missing)
    {
        foreach (var (role, server) in new[] { (_options.ServerRole, true), (_options.WorkerRole, false) })
        {
            var isNew = missing.Contains(role);
            yield return ($"grant usage on schema {Quote(_found.Schema)} to {Quote(role)}", Holds(isNew, $"has_schema_privilege({Literal(role)}, current_schema(), 'usage')"));
            foreach (var (function, byServer, byWorker) in RightsTable.Functions.Where(f => server ? f.Server : f.Worker))
                yield return ($"grant execute on function {function} to {Quote(role)}", Holds(isNew, $"has_function_privilege({Literal(role)}, {Literal(function)}, 'execute')"));
            if (_options.AssumeRole && ConnectionText.Parse(_options.Url, "ANTPATH_DATABASE_URL").Username is { Length: > 0 } user && user != role)
                yield return ($"grant {Quote(role)} to {Quote(user)}", Holds(isNew, $"pg_has_role({Literal(user)}, {Literal(role)}, 'member')"));
        }
    }

    // a role that is not there yet cannot be asked about
    private static string Holds(bool isNew, string condition) => isNew ? "false" : condition;

    private RightsStep Secure(TableRights table)
    {
        var statements = new List<string>();
        if (!_found.Secured(table.Table))
            statements.Add($"alter table {table.Table} enable row level security");
        foreach (var outsider in _outsiders.Append(RightsFound.Everybody).Where(o => _found.Verbs(table.Table, o).Count > 0))
            statements.Add($"revoke all on {table.Table} from {(outsider == RightsFound.Everybody ? outsider : Quote(outsider))}");
        return new RightsStep(statements);
    }

    private RightsStep Give(TableRights table) =>
        new([.. Grants(table.Table, _options.ServerRole, table.Server), .. Grants(table.Table, _options.WorkerRole, table.Worker), .. Policies(table)]);

    private IEnumerable<string> Grants(string table, string role, RoleRights rights)
    {
        var has = _found.Verbs(table, role);
        if (has.SetEquals(rights.Verbs))
            yield break;
        if (has.Count > 0)
            yield return $"revoke all on {table} from {Quote(role)}";
        if (rights.Verbs.Count > 0)
            yield return $"grant {string.Join(", ", rights.Verbs)} on {table} to {Quote(role)}";
    }

    private IEnumerable<string> Policies(TableRights table)
    {
        var wanted = table.Server.Policies.Select(p => (p.Name, Sql: p.Create(table.Table, Quote(_options.ServerRole))))
            .Concat(table.Worker.Policies.Select(p => (p.Name, Sql: p.Create(table.Table, Quote(_options.WorkerRole)))))
            .ToDictionary(p => p.Name, p => p.Sql, StringComparer.Ordinal);
        var has = _found.Policies(table.Table);
        foreach (var name in has.Keys.Where(name => !wanted.ContainsKey(name)))
            yield return $"drop policy {name} on {table.Table}";
        foreach (var (name, sql) in wanted)
        {
            var fingerprint = Fingerprint(sql);
            if (has.GetValueOrDefault(name) == fingerprint)
                continue;
            yield return $"drop policy if exists {name} on {table.Table}";
            yield return sql;
            yield return $"comment on policy {name} on {table.Table} is {Literal(fingerprint)}";
        }
    }

    private static string Fingerprint(string sql) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)).AsSpan(0, 8));

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
