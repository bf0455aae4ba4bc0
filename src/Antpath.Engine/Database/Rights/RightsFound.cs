using Npgsql;

namespace Antpath.Engine.Database.Rights;

/// <summary>The rights as a database has them now.</summary>
internal sealed class RightsFound
{
    /// <summary>Stands for everybody in a grant.</summary>
    public const string Everybody = "public";

    /// <summary>Roles that Supabase lets browsers act as.</summary>
    public static readonly IReadOnlyList<string> Outsiders = ["anon", "authenticated"];

    private readonly HashSet<string> _secured = new(StringComparer.Ordinal);
    private readonly HashSet<(string Table, string Role, string Verb)> _grants = [];
    private readonly Dictionary<(string Table, string Policy), string?> _policies = [];
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    /// <summary>The schema that holds our tables.</summary>
    public required string Schema { get; init; }

    /// <summary>Statements that the roles themselves lack, or that let them into the schema.</summary>
    public IReadOnlySet<string> Missing => _missing;

    public bool Secured(string table) => _secured.Contains(table);

    /// <summary>The verbs a role was given on a table itself, by whatever name PostgreSQL has for them.</summary>
    public IReadOnlySet<string> Verbs(string table, string role) =>
        _grants.Where(g => g.Table == table && g.Role == role).Select(g => g.Verb).ToHashSet(StringComparer.Ordinal);

    /// <summary>Our policies on a table, each with the fingerprint it was made with.</summary>
    public IReadOnlyDictionary<string, string?> Policies(string table) =>
        _policies.Where(p => p.Key.Table == table).ToDictionary(p => p.Key.Policy, p => p.Value, StringComparer.Ordinal);

    public static async Task<RightsFound> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var schema = new NpgsqlCommand("select current_schema()::text", connection);
        var found = new RightsFound { Schema = (string)(await schema.ExecuteScalarAsync(cancellationToken))! };
        string[] tables = [.. RightsTable.All.Select(t => t.Table)];
        await found.ReadSecuredAsync(connection, tables, cancellationToken);
        await found.ReadGrantsAsync(connection, tables, cancellationToken);
        await found.ReadPoliciesAsync(connection, tables, cancellationToken);
        return found;
    }

    /// <summary>Which of some conditions do not hold; asked all at once.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="wanted">Statements, each with a condition in SQL that is true when the statement is not needed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task CheckAsync(NpgsqlConnection connection, IReadOnlyList<(string Statement, string Condition)> wanted, CancellationToken cancellationToken)
    {
        foreach (var (statement, condition) in wanted)
        {
            await using var command = new NpgsqlCommand($"select {condition}", connection);
            if (await command.ExecuteScalarAsync(cancellationToken) is not true)
                _missing.Add(statement);
        }
    }

    private async Task ReadSecuredAsync(NpgsqlConnection connection, string[] tables, CancellationToken cancellationToken)
    {
        const string Sql = "select relname::text from pg_class where relnamespace = current_schema()::regnamespace and relname = any ($1) and relrowsecurity";
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = tables } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            _secured.Add(reader.GetString(0));
    }

    private async Task ReadGrantsAsync(NpgsqlConnection connection, string[] tables, CancellationToken cancellationToken)
    {
        const string Sql = """
            select c.relname::text, coalesce(r.rolname::text, 'public'), lower(a.privilege_type)
            from pg_class c
            cross join lateral aclexplode(c.relacl) a
            left join pg_roles r on r.oid = a.grantee
            where c.relnamespace = current_schema()::regnamespace and c.relname = any ($1) and a.grantee <> c.relowner
            """;
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = tables } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            _grants.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
    }

    private async Task ReadPoliciesAsync(NpgsqlConnection connection, string[] tables, CancellationToken cancellationToken)
    {
        const string Sql = """
            select c.relname::text, p.polname::text, obj_description(p.oid, 'pg_policy')
            from pg_policy p
            join pg_class c on c.oid = p.polrelid
            where c.relnamespace = current_schema()::regnamespace and c.relname = any ($1) and p.polname like 'antpath\_%'
            """;
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = tables } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            _policies[(reader.GetString(0), reader.GetString(1))] = await reader.IsDBNullAsync(2, cancellationToken) ? null : reader.GetString(2);
    }
}
