using System.Security.Cryptography;
using System.Text;
using Antpath.Engine.Database;
using Antpath.Engine.Database.Rights;

namespace Antpath.Testing.Postgres;

/// <summary>The schema this build wants, as its migrations and its table of rights say.</summary>
internal static class CurrentSchema
{
    /// <returns>16 hex digits that change when any migration or any right changes.</returns>
    public static string Checksum()
    {
        var all = string.Concat(Migration.Embedded.Select(migration => $"{migration.Name} {migration.Checksum}\n"))
            + string.Concat(RightsTable.All.Select(rights => Describe(rights.Table, rights.Server) + Describe(rights.Table, rights.Worker)))
            + string.Concat(RightsTable.Functions);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)).AsSpan(0, 8));
    }

    private static string Describe(string table, RoleRights rights) =>
        $"{table} {string.Join(' ', rights.Verbs)} {string.Concat(rights.Policies.Select(policy => policy.Create(table, "role")))}\n";
}
