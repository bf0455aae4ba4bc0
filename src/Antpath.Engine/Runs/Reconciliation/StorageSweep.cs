using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Runs.Reconciliation;

/// <summary>
/// Compares a page of the store's listing with the rows of the same stretch, in both directions: an object that no row names is removed, a row whose
/// object is gone becomes <c>lost</c>. The listing is read first, so that what is written meanwhile looks new, never missing.
/// </summary>
internal sealed class StorageSweep(
    IOutputStore store, StoredOutputs outputs, SweepFindings findings, IOptions<SweepOptions> options, TimeProvider time) : ISweep
{
    /// <summary>Objects of workspaces only; what else lies in the bucket is nobody's business.</summary>
    private static readonly string Prefix = $"{WorkspaceId.Prefix}_";

    private string? _after;

    public string Name => "compare_stored_objects";

    public int BatchMax => options.Value.Batch;

    public TimeSpan? Every => options.Value.StorageEvery;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var from = _after ?? Prefix;
        var page = await store.ListAsync(Prefix, from, BatchMax, cancellationToken);
        var rows = await outputs.BetweenAsync(store.Backend, store.Bucket, from, page.Next, BatchMax, cancellationToken);

        // where rows end sooner, only that stretch is compared: the rest comes with the next page
        var until = rows.Count == BatchMax ? rows[^1].Path : page.Next;
        var listed = page.Objects.Where(o => until is null || string.CompareOrdinal(o.Path.Value, until) <= 0).ToList();
        await RemoveRowlessAsync(listed, rows, cancellationToken);
        await MarkLostAsync(listed, rows, cancellationToken);
        _after = until;
        return until is null ? Math.Min(rows.Count, BatchMax - 1) : BatchMax;
    }

    private async Task RemoveRowlessAsync(List<StoredEntry> listed, IReadOnlyList<StoredRow> rows, CancellationToken cancellationToken)
    {
        var named = rows.Select(r => r.Path).ToHashSet(StringComparer.Ordinal);
        var before = time.GetUtcNow() - options.Value.StorageAge;
        var rowless = listed.Where(o => !named.Contains(o.Path.Value) && o.WrittenAt < before).ToList();
        var ours = await outputs.OfKnownWorkspacesAsync([.. rowless.Select(o => o.Path)], cancellationToken);
        var left = ours.Count == 0 ? [] : await store.DeleteAsync(ours, cancellationToken); // what stays is told, and keeps no other page waiting
        findings.Repaired(Name, "object_without_row", ours.Count - left.Count);
        findings.Stuck(Name, "object_stays", left.Count);
        findings.Stuck(Name, "object_of_unknown_workspace", rowless.Count - ours.Count);
    }

    private async Task MarkLostAsync(List<StoredEntry> listed, IReadOnlyList<StoredRow> rows, CancellationToken cancellationToken)
    {
        var there = listed.Select(o => o.Path.Value).ToHashSet(StringComparer.Ordinal);
        var missing = new List<StoredRow>();
        foreach (var row in rows.Where(r => r.Settled(options.Value.StorageAge) && !there.Contains(r.Path)))
        {
            if (!await store.ExistsAsync(OutputPath.Parse(row.Path), cancellationToken))
                missing.Add(row);
        }

        // a disk that is not mounted has no objects either: that is nobody's lost output
        if (missing.Count > options.Value.LostMax)
        {
            findings.Stuck(Name, "row_without_object", missing.Count);
            return;
        }

        foreach (var row in missing)
            findings.Repaired(Name, "row_without_object", await outputs.MarkLostAsync(row, cancellationToken) ? 1 : 0);
    }
}
