using Antpath.Engine.Secrets;
using Antpath.Testing.Postgres;
using Npgsql;

namespace Antpath.Engine.Tests.Secrets;

/// <summary>
/// Our statements against the published interface of Supabase Vault 0.3: names, parameters and result of its functions and view. The extension is in no
/// package this project can install, so its storage is stood in for by a table whose text is not the one it was given.
/// </summary>
public sealed class SupabaseVaultTests(MigratedDatabase database) : VaultConformance(database, VaultOptions.Supabase), IAsyncLifetime
{
    private readonly MigratedDatabase _database = database;

    protected override string MoveSql => "update vault.secrets t set secret = s.secret, description = s.description from vault.secrets s where s.id = $1 and t.id = $2";

    public async ValueTask InitializeAsync()
    {
        const string Extension = """
            create schema if not exists vault;
            create table if not exists vault.secrets (
                id uuid primary key default gen_random_uuid(), name text, description text not null default '', secret text not null,
                key_id uuid, nonce bytea, created_at timestamptz not null default now(), updated_at timestamptz not null default now());
            create unique index if not exists secrets_name_idx on vault.secrets (name) where name is not null;
            create or replace view vault.decrypted_secrets as
                select id, name, description, secret, convert_from(decode(secret, 'hex'), 'utf8') as decrypted_secret, key_id, nonce, created_at, updated_at
                from vault.secrets;
            create or replace function vault.create_secret(new_secret text, new_name text default null, new_description text default '', new_key_id uuid default null)
                returns uuid language sql as $$
                insert into vault.secrets (secret, name, description, key_id)
                values (encode(convert_to(new_secret, 'utf8'), 'hex'), new_name, new_description, new_key_id) returning id $$;
            create or replace function vault.update_secret(
                secret_id uuid, new_secret text default null, new_name text default null, new_description text default null, new_key_id uuid default null)
                returns void language sql as $$
                update vault.secrets
                set secret = coalesce(encode(convert_to(new_secret, 'utf8'), 'hex'), secret), name = coalesce(new_name, name),
                    description = coalesce(new_description, description), updated_at = now()
                where id = secret_id $$;
            """;
        await using var source = NpgsqlDataSource.Create(_database.ConnectionString);
        await using var command = source.CreateCommand(Extension);
        await command.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task Nothing_that_is_stored_shows_what_was_submitted()
    {
        await using var engine = new EngineUnderTest(_database.ConnectionString, null, ("ANTPATH_VAULT_BACKEND", VaultOptions.Supabase));
        var principal = await engine.NewPrincipalAsync();
        await engine.SubmitAsync(principal);

        var stored = await engine.ScalarAsync<string>("select string_agg(concat_ws(' ', name, description, decrypted_secret), E'\\n') from vault.decrypted_secrets");

        Assert.Contains("antpath/wks_", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-ant-", stored, StringComparison.Ordinal);
        Assert.Equal(0L, await engine.ScalarAsync<long>("select count(*) from vault_entries where workspace_id = $1", principal.Workspace.Value));
    }
}
