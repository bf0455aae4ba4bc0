using Antpath.Engine.Secrets;
using Antpath.Testing.Postgres;

namespace Antpath.Engine.Tests.Secrets;

public sealed class BuiltInVaultTests(MigratedDatabase database) : VaultConformance(database, VaultOptions.BuiltIn)
{
    protected override string MoveSql =>
        "update vault_entries t set kek_id = s.kek_id, wrapped_dek = s.wrapped_dek, ciphertext = s.ciphertext from vault_entries s where s.id = $1 and t.id = $2";
}
