using System.Reflection;
using System.Security.Cryptography;
using Npgsql;

namespace Antpath.Testing.Postgres;

/// <summary>The schema this build wants, as its migrations say.</summary>
internal static class CurrentSchema
{
    private const string MigrationPrefix = "Antpath.Migrations.";

    private static Assembly EngineAssembly => typeof(Engine.Database.Migrator).Assembly;

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

    public static Task MigrateAsync(NpgsqlDataSource database, CancellationToken cancellationToken) =>
        Engine.Database.Migrator.MigrateAsync(database, cancellationToken);

    private static IEnumerable<(string Name, string Sql)> Migrations()
    {
        foreach (var name in EngineAssembly.GetManifestResourceNames().Where(n => n.StartsWith(MigrationPrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(EngineAssembly.GetManifestResourceStream(name)!);
            yield return (name, reader.ReadToEnd());
        }
    }
}
