using System.Security.Cryptography;
using System.Text;
using Antpath.Engine.Database;

namespace Antpath.Testing.Postgres;

/// <summary>The schema this build wants, as its migrations say.</summary>
internal static class CurrentSchema
{
    /// <returns>16 hex digits that change when any migration changes.</returns>
    public static string Checksum()
    {
        var all = string.Concat(Migration.Embedded.Select(migration => $"{migration.Name} {migration.Checksum}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)).AsSpan(0, 8));
    }
}
