using Antpath.Engine.Audit;
using Antpath.Engine.Secrets;
using Antpath.Ids;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>Destroys vault entries that nothing refers to any more: no live run, and no search at the provider. Ids are never used again, so an orphan stays one.</summary>
internal sealed class SecretSweep(NpgsqlDataSource database, ISecretVault vault, AuditTrail audit, SweepFindings findings, IOptions<SweepOptions> options) : ISweep
{
    private Guid _after;

    public string Name => "destroy_orphaned_secrets";

    public int BatchMax => options.Value.Batch;

    public TimeSpan? Every => options.Value.RowsEvery;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var entries = await vault.ListAsync(_after, options.Value.SecretAge, BatchMax, cancellationToken);
        _after = entries.Count < BatchMax ? Guid.Empty : entries[^1].SecretId;
        var orphans = await OrphansAsync(entries, cancellationToken);
        if (orphans.Count > 0)
            await DestroyAsync(orphans, cancellationToken);
        findings.Repaired(Name, "orphaned_secret", orphans.Count);
        return entries.Count;
    }

    private async Task<IReadOnlyList<SecretReference>> OrphansAsync(IReadOnlyList<SecretReference> entries, CancellationToken cancellationToken)
    {
        const string Sql = """
            select e.workspace_id, e.owner_id, e.id
            from unnest($1, $2, $3) as e (workspace_id, owner_id, id)
            where (select true from runs r where r.workspace_id = e.workspace_id and r.id = e.owner_id and r.execution_secret_id = e.id) is null
                and (select true from provider_sweeps s where s.workspace_id = e.workspace_id and s.id = e.owner_id and s.secret_id = e.id) is null
            """;
        if (entries.Count == 0)
            return [];
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = entries.Select(e => e.Workspace.Value).ToArray() });
        command.Parameters.Add(new() { Value = entries.Select(e => e.Run.Value).ToArray() });
        command.Parameters.Add(new() { Value = entries.Select(e => e.SecretId).ToArray() });
        var orphans = new List<SecretReference>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            orphans.Add(new SecretReference(new WorkspaceId(reader.GetGuid(0)), new RunId(reader.GetGuid(1)), reader.GetGuid(2)));
        return orphans;
    }

    private async Task DestroyAsync(IReadOnlyList<SecretReference> orphans, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await vault.DestroyAsync(transaction, orphans, cancellationToken);
        foreach (var orphan in orphans)
        {
            var entry = new AuditEntry { Workspace = orphan.Workspace, Action = AuditAction.SecretOrphanDestroyed, TargetId = orphan.Run.ToString() };
            await audit.WriteAsync(transaction, entry, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
