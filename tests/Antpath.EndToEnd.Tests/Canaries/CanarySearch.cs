using System.Text;
using Npgsql;

namespace Antpath.EndToEnd.Tests.Canaries;

/// <summary>Looks for canaries as they are, in hex and in base64, and in hex of base64: bytes in a row are read as hex.</summary>
internal static class CanarySearch
{
    /// <summary>Every place in the database where one of the words is: <c>field in schema.table: column</c>.</summary>
    public static async Task<IReadOnlyList<string>> InDatabaseAsync(NpgsqlDataSource database, IReadOnlyDictionary<string, string> words)
    {
        var hits = new List<string>();
        foreach (var (table, column) in await ColumnsAsync(database))
        {
            // the text of whatever type: json as it is kept, bytes as hex, arrays with their members
            await using var command = database.CreateCommand($"select {column}::text from {table} where {column} is not null");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                hits.AddRange(InText(reader.GetString(0), words).Select(field => $"{field} in {table}: {column}"));
        }

        return [.. hits.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The fields whose word is in a text in any form.</summary>
    public static IEnumerable<string> InText(string text, IReadOnlyDictionary<string, string> words) =>
        words.Where(word => Forms(word.Value).Any(form => text.Contains(form, StringComparison.OrdinalIgnoreCase))).Select(word => word.Key);

    /// <summary>The ways a word may be written. Case is ignored by who looks, which hex wants and base64 does not mind.</summary>
    public static IEnumerable<string> Forms(string word)
    {
        yield return word;
        yield return Hex(word);
        foreach (var offset in (int[])[0, 1, 2])
        {
            var inside = Base64Inside(word, offset);
            yield return inside;
            yield return Hex(inside);
        }
    }

    private static string Hex(string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text));

    /// <summary>What of the word's base64 does not depend on what stands around it, when so many bytes (modulo 3) stand before it.</summary>
    private static string Base64Inside(string word, int offset)
    {
        var bytes = Encoding.UTF8.GetBytes(word);
        var skipped = (3 - offset) % 3;
        var whole = (bytes.Length - skipped) / 3 * 3;
        return Convert.ToBase64String(bytes, skipped, whole);
    }

    private static async Task<List<(string Table, string Column)>> ColumnsAsync(NpgsqlDataSource database)
    {
        const string Sql = """
            select format('%I.%I', n.nspname, c.relname), format('%I', a.attname)
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%'
            order by 1, a.attnum
            """;
        await using var command = database.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync();
        var columns = new List<(string, string)>();
        while (await reader.ReadAsync())
            columns.Add((reader.GetString(0), reader.GetString(1)));
        return columns;
    }
}
