using System.Text.Json;
using Antpath.Ids;
using Antpath.Submission;
using Npgsql;

namespace Antpath.Engine.Secrets.Supabase;

/// <summary>
/// Keeps sealed secrets in the extension Supabase Vault of the same database, through its published functions. What it is given is our own ciphertext
/// already: the extension's statements may show what they store in the write-ahead log, and a wrong root key of its own is silent.
/// Error details of its calls can print a row: the data source never includes them.
/// </summary>
internal sealed class SupabaseVault(NpgsqlDataSource database, SecretEnvelope envelope) : ISecretVault
{
    public string Backend => VaultOptions.Supabase;

    public async Task<IReadOnlyList<Guid>> PutAsync(NpgsqlTransaction transaction, IReadOnlyList<SealedSecret> secrets, CancellationToken cancellationToken)
    {
        // vault.create_secret(secret, name, description): the name is unique; the description says which key wraps it, for the rewrap.
        // Row by row in the order of the arrays, so that the ids come back in the order given.
        const string Sql = """
            select vault.create_secret(s.content, s.name, s.kek)
            from unnest($1::text[], $2::text[], $3::text[]) with ordinality as s (content, name, kek, place)
            order by s.place
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.Add(new() { Value = secrets.Select(s => VaultContent.Write(s)).ToArray() });
        command.Parameters.Add(new() { Value = secrets.Select(s => NameOf(s.Workspace, s.Run)).ToArray() });
        command.Parameters.Add(new() { Value = secrets.Select(s => s.KekId).ToArray() });
        var ids = new List<Guid>(secrets.Count);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetGuid(0));
        return ids;
    }

    public async Task<ExecutionBundle?> OpenAsync(WorkspaceId workspace, RunId run, Guid secretId, CancellationToken cancellationToken)
    {
        // by id: one bad row breaks the whole decrypted view
        const string Sql = "select decrypted_secret from vault.decrypted_secrets where id = $1 and name = $2"; // the name holds workspace_id and run
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = secretId });
        command.Parameters.Add(new() { Value = NameOf(workspace, run) });
        if (await command.ExecuteScalarAsync(cancellationToken) is not string content)
            return null;
        // which is also how a wrong root key of the extension shows
        var secret = TryRead(content, workspace, run)
            ?? throw new SecretUnreadableException($"The vault's entry of {run} is not one of ours any more: the extension's root key may be another one. Restore it or fail the run.");
        return await envelope.OpenAsync(secret, cancellationToken);
    }

    public async Task DestroyAsync(NpgsqlTransaction transaction, IReadOnlyList<SecretReference> secrets, CancellationToken cancellationToken)
    {
        // the names hold workspace_id and run
        const string Sql = "delete from vault.secrets v using unnest($1::uuid[], $2::text[]) as gone (id, name) where v.id = gone.id and v.name = gone.name";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.Add(new() { Value = secrets.Select(s => s.SecretId).ToArray() });
        command.Parameters.Add(new() { Value = secrets.Select(s => NameOf(s.Workspace, s.Run)).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<RewrapResult> RewrapAsync(Guid after, int limit, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: a key protects them all. The lock keeps two rewraps, and a clean-up, from meeting on a row.
        const string Sql = """
            select s.id, s.name, d.decrypted_secret
            from vault.secrets s
            join vault.decrypted_secrets d on d.id = s.id
            where s.name like 'antpath/%' and s.description <> $1 and s.id > $2
            order by s.id
            limit $3
            for update of s skip locked
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var old = new List<(Guid Id, SealedSecret Secret)>();
        var (last, lost) = ((Guid?)null, new List<RunId>());
        await using (var command = new NpgsqlCommand(Sql, connection, transaction))
        {
            command.Parameters.Add(new() { Value = envelope.CurrentKeyId });
            command.Parameters.Add(new() { Value = after });
            command.Parameters.Add(new() { Value = limit });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                last = reader.GetGuid(0);
                if (reader.GetString(1).Split('/') is not [_, var owner, var of] || !WorkspaceId.TryParse(owner, out var workspace) || !RunId.TryParse(of, out var run))
                    continue;
                if (TryRead(reader.GetString(2), workspace, run) is { } secret)
                    old.Add((last.Value, secret));
                else
                    lost.Add(run);
            }
        }

        var (wrapped, unreadable) = await envelope.RewrapAllAsync(old, entry => entry.Secret, (entry, secret) => (entry.Id, secret), cancellationToken);
        foreach (var (id, secret) in wrapped)
            await UpdateAsync(transaction, id, secret, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new RewrapResult(last, wrapped.Count, [.. lost, .. unreadable]);
    }

    public async Task<IReadOnlyList<SecretReference>> ListAsync(Guid after, TimeSpan olderThan, int limit, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: looks for what nobody refers to
        const string Sql = """
            select id, name
            from vault.secrets
            where name ~ '^antpath/wks_[0-9a-z]{26}/run_[0-9a-z]{26}$' and id > @after and created_at < now() - @age
            order by id
            limit @limit
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.AddWithValue("after", after);
        command.Parameters.AddWithValue("age", olderThan);
        command.Parameters.AddWithValue("limit", limit);
        var entries = new List<SecretReference>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var name = reader.GetString(1).Split('/');
            if (WorkspaceId.TryParse(name[1], out var workspace) && RunId.TryParse(name[2], out var run))
                entries.Add(new SecretReference(workspace, run, reader.GetGuid(0)));
        }

        return entries;
    }

    private static async Task UpdateAsync(NpgsqlTransaction transaction, Guid id, SealedSecret secret, CancellationToken cancellationToken)
    {
        const string Sql = "select vault.update_secret($1, $2, $3, $4)";
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = VaultContent.Write(secret) });
        command.Parameters.Add(new() { Value = NameOf(secret.Workspace, secret.Run) });
        command.Parameters.Add(new() { Value = secret.KekId });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static SealedSecret? TryRead(string content, WorkspaceId workspace, RunId run)
    {
        try
        {
            return VaultContent.Read(content, workspace, run);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string NameOf(WorkspaceId workspace, RunId run) => $"antpath/{workspace}/{run}";
}
