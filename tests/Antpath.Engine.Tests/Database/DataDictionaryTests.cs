using System.Runtime.CompilerServices;
using System.Text;
using Antpath.Testing.Postgres;
using Npgsql;

namespace Antpath.Engine.Tests.Database;

/// <summary>docs/data-dictionary.md is made from the schema and its comments, and may not drift from them.</summary>
public sealed class DataDictionaryTests(MigratedDatabase database) : IClassFixture<MigratedDatabase>
{
    private const string RewriteVariable = "ANTPATH_REWRITE_SNAPSHOTS";

    [Fact]
    public async Task Every_table_and_column_is_explained()
    {
        const string Sql = """
            select c.relname || coalesce('.' || a.attname, '')
            from pg_class c
            left join lateral (
                select attname::text as attname, attnum from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped
                union all select null, 0) a on true
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and col_description(c.oid, a.attnum) is null and obj_description(c.oid, 'pg_class') is null
                or c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and col_description(c.oid, a.attnum) is null
            """;
        var silent = new List<string>();
        await using var command = database.DataSource.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            silent.Add(reader.GetString(0));

        Assert.True(silent.Count == 0, $"Add comments to Database/Migrations/0005_comments.sql, or to the migration that adds them, for: {string.Join(", ", silent)}");
    }

    [Fact]
    public async Task The_dictionary_tells_the_schema_as_it_is()
    {
        var path = Path.Combine(RepositoryRoot(), "docs", "data-dictionary.md");
        var dictionary = await WriteAsync(database.DataSource);
        if (Environment.GetEnvironmentVariable(RewriteVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, dictionary);
        }

        var kept = File.Exists(path) ? (await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n") : "";
        Assert.True(kept == dictionary, $"docs/data-dictionary.md is out of date: run this test once with {RewriteVariable}=1 and commit the file.");
    }

    private static async Task<string> WriteAsync(NpgsqlDataSource source)
    {
        const string Sql = """
            select c.relname::text, obj_description(c.oid, 'pg_class'), a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
            order by c.relname, a.attnum
            """;
        var text = new StringBuilder("# Data dictionary\n\nMade from the schema and its comments by `DataDictionaryTests`; do not edit.\n");
        await using var command = source.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync();
        var table = "";
        while (await reader.ReadAsync())
        {
            if (table != reader.GetString(0))
            {
                table = reader.GetString(0);
                text.Append($"\n## {table}\n\n{Text(reader, 1)}\n\n| Column | Type | Meaning |\n| --- | --- | --- |\n");
            }

            var nullable = reader.GetBoolean(4) ? "" : ", null";
            var standard = Text(reader, 5) is { Length: > 0 } value ? $", default `{Cell(value)}`" : "";
            text.Append($"| `{reader.GetString(2)}` | {reader.GetString(3)}{nullable}{standard} | {Cell(Text(reader, 6))} |\n");
        }

        await reader.DisposeAsync();
        return text.Append(await RulesAsync(source)).ToString();
    }

    private static async Task<string> RulesAsync(NpgsqlDataSource source)
    {
        const string Sql = """
            select c.relname::text, pg_get_constraintdef(k.oid)
            from pg_constraint k
            join pg_class c on c.oid = k.conrelid
            where c.relnamespace = 'public'::regnamespace and k.contype in ('c', 'f', 'u') and (k.contype <> 'c' or cardinality(k.conkey) > 1)
            order by c.relname, k.contype, k.conname
            """;
        var text = new StringBuilder("\n## Rules between columns and tables\n\nChecks of a single column are in the migrations.\n");
        await using var command = source.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync();
        var table = "";
        while (await reader.ReadAsync())
        {
            if (table != reader.GetString(0))
            {
                table = reader.GetString(0);
                text.Append($"\n### {table}\n\n");
            }

            text.Append($"- `{reader.GetString(1)}`\n");
        }

        return text.ToString();
    }

    private static string Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? "" : reader.GetString(column);

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    internal static string RepositoryRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
