using Antpath.Ids;
using Antpath.Submission;
using Npgsql;

namespace Antpath.Engine.Secrets.BuiltIn;

/// <summary>Keeps sealed secrets in <c>vault_entries</c> of the same database, so that a secret and its run appear and vanish together.</summary>
internal sealed class BuiltInVault(NpgsqlDataSource database, SecretEnvelope envelope) : ISecretVault
{
    public string Backend => "built_in";

    public async Task<IReadOnlyList<Guid>> PutAsync(NpgsqlTransaction transaction, IReadOnlyList<SealedSecret> secrets, CancellationToken cancellationToken)
    {
        const string Sql = """
            insert into vault_entries (workspace_id, id, run_id, kek_id, wrapped_dek, ciphertext)
            select * from unnest(@workspaces, @ids, @runs, @keks, @deks, @ciphertexts)
            """;
        Guid[] ids = [.. secrets.Select(s => s.EntryId)];
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("workspaces", secrets.Select(s => s.Workspace.Value).ToArray());
        command.Parameters.AddWithValue("ids", ids);
        command.Parameters.AddWithValue("runs", secrets.Select(s => s.Run.Value).ToArray());
        command.Parameters.AddWithValue("keks", secrets.Select(s => s.KekId).ToArray());
        command.Parameters.AddWithValue("deks", secrets.Select(s => s.WrappedDek).ToArray());
        command.Parameters.AddWithValue("ciphertexts", secrets.Select(s => s.Ciphertext).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
        return ids;
    }

    public async Task<ExecutionBundle?> OpenAsync(WorkspaceId workspace, RunId run, Guid secretId, CancellationToken cancellationToken)
    {
        const string Sql = "select kek_id, wrapped_dek, ciphertext from vault_entries where workspace_id = @workspace and run_id = @run and id = @id";
        await using var command = database.CreateCommand(Sql);
        command.Parameters.AddWithValue("workspace", workspace.Value);
        command.Parameters.AddWithValue("run", run.Value);
        command.Parameters.AddWithValue("id", secretId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        return envelope.Open(new SealedSecret
        {
            EntryId = secretId,
            Workspace = workspace,
            Run = run,
            KekId = reader.GetString(0),
            WrappedDek = reader.GetFieldValue<byte[]>(1),
            Ciphertext = reader.GetFieldValue<byte[]>(2),
        });
    }

    public async Task DestroyAsync(NpgsqlTransaction transaction, IReadOnlyList<SecretReference> secrets, CancellationToken cancellationToken)
    {
        const string Sql = """
            delete from vault_entries v
            using unnest(@workspaces, @runs, @ids) as gone (workspace_id, run_id, id)
            where v.workspace_id = gone.workspace_id and v.run_id = gone.run_id and v.id = gone.id
            """;
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.AddWithValue("workspaces", secrets.Select(s => s.Workspace.Value).ToArray());
        command.Parameters.AddWithValue("runs", secrets.Select(s => s.Run.Value).ToArray());
        command.Parameters.AddWithValue("ids", secrets.Select(s => s.SecretId).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<SecretReference>> ListAsync(Guid after, TimeSpan olderThan, int limit, CancellationToken cancellationToken)
    {
        const string Sql = "select workspace_id, run_id, id from vault_entries where id > @after and created_at < now() - @age order by id limit @limit";
        await using var command = database.CreateCommand(Sql);
        command.Parameters.AddWithValue("after", after);
        command.Parameters.AddWithValue("age", olderThan);
        command.Parameters.AddWithValue("limit", limit);
        var entries = new List<SecretReference>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            entries.Add(new SecretReference(new WorkspaceId(reader.GetGuid(0)), new RunId(reader.GetGuid(1)), reader.GetGuid(2)));
        return entries;
    }
}
