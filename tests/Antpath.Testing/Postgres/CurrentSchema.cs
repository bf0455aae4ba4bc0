using System.Reflection;
using System.Security.Cryptography;
using Npgsql;

namespace Antpath.Testing.Postgres;

/// <summary>The schema this build wants, as its migrations say.</summary>
internal static class CurrentSchema
{
    private const string MigrationPrefix = "Antpath.Migrations.";

    private static Assembly Engine => Assembly.Load("Antpath.Engine");

    /// <returns>16 hex digits that change when any migration changes.</returns>
    public static string Checksum()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, sql) in Migrations())
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{name}\n{sql}\n"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    public static async Task MigrateAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        foreach (var (_, sql) in Migrations())
        {
            await using var command = database.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static IEnumerable<(string Name, string Sql)> Migrations()
    {
        foreach (var name in Engine.GetManifestResourceNames().Where(n => n.StartsWith(MigrationPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(Engine.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd());
        }
    }
}
