using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Runs.Reconciliation;
using Antpath.Ids;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Antpath.Engine.Runs.Deletion;

/// <summary>
/// Removes the objects of outputs that are out of reach, in batches, and gives back their quota once they are gone. What the store does not remove is
/// tried again on the next round.
/// </summary>
internal sealed class OutputRemovalSweep(
    NpgsqlDataSource database, RunPurge purge, IOutputStore store, SweepFindings findings, IOptions<SweepOptions> options) : ISweep
{
    // goes round, so that what cannot be removed does not keep the others waiting
    private Guid _after;

    public string Name => "remove_deleted_outputs";

    public int BatchMax => options.Value.Batch;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var doomed = await FindAsync(_after, cancellationToken);
        _after = doomed.Count < BatchMax ? Guid.Empty : doomed[^1].File.Id.Value;
        var ours = doomed.Where(d => d.File.Backend == store.Backend && d.File.Bucket == store.Bucket).ToList();
        findings.Stuck(Name, "object_in_another_store", doomed.Count - ours.Count);
        if (ours.Count == 0)
            return doomed.Count;

        var left = (await store.DeleteAsync([.. ours.Select(d => OutputPath.Parse(d.File.Path))], cancellationToken)).Select(p => p.Value).ToHashSet(StringComparer.Ordinal);
        // by id, so that two sweeps at once lock in the same order
        foreach (var run in ours.Where(d => !left.Contains(d.File.Path)).GroupBy(d => (d.Workspace, d.Run)).OrderBy(g => g.Key.Workspace.Value).ThenBy(g => g.Key.Run.Value))
            await purge.GiveBackAsync(run.Key.Workspace, run.Key.Run, [.. run.Select(d => d.File.Id.Value)], CancellationToken.None);
        findings.Stuck(Name, "object_stays", left.Count);
        return doomed.Count;
    }

    private async Task<List<(WorkspaceId Workspace, RunId Run, DoomedFile File)>> FindAsync(Guid after, CancellationToken cancellationToken)
    {
        // crosses workspaces on purpose: the sweep serves them all
        const string Sql = """
            select workspace_id, run_id, id, storage_backend, storage_bucket, storage_path
            from output_objects
            where state = 'deleting' and id > $1
            order by id
            limit $2
            """;
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = BatchMax });
        var doomed = new List<(WorkspaceId, RunId, DoomedFile)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var file = new DoomedFile(new OutputId(reader.GetGuid(2)), reader.GetString(3), reader.GetString(4), reader.GetString(5));
            doomed.Add((new WorkspaceId(reader.GetGuid(0)), new RunId(reader.GetGuid(1)), file));
        }

        return doomed;
    }
}
