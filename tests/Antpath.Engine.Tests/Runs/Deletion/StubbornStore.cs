using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;

namespace Antpath.Engine.Tests.Runs.Deletion;

/// <summary>A store that leaves some of the objects it is to remove.</summary>
internal sealed class StubbornStore(IOutputStore inner, int leaves) : IOutputStore
{
    /// <summary>How many of each batch stay.</summary>
    public int Leaves { get; set; } = leaves;

    public string Backend => inner.Backend;

    public string Bucket => inner.Bucket;

    public OutputPath NewPath(WorkspaceId workspace) => inner.NewPath(workspace);

    public Task<StoredObject> WriteAsync(OutputPath path, Stream content, long sizeMax, CancellationToken cancellationToken) =>
        inner.WriteAsync(path, content, sizeMax, cancellationToken);

    public Task<Stream> OpenAsync(OutputPath path, long offset, long length, CancellationToken cancellationToken) => inner.OpenAsync(path, offset, length, cancellationToken);

    public Task<StoreLink?> LinkAsync(OutputPath path, string fileName, CancellationToken cancellationToken) => inner.LinkAsync(path, fileName, cancellationToken);

    public Task DeleteAsync(OutputPath path, CancellationToken cancellationToken) => inner.DeleteAsync(path, cancellationToken);

    public async Task<IReadOnlyList<OutputPath>> DeleteAsync(IReadOnlyList<OutputPath> paths, CancellationToken cancellationToken)
    {
        await inner.DeleteAsync([.. paths.Skip(Leaves)], cancellationToken);
        return [.. paths.Take(Leaves)];
    }

    public Task<bool> ExistsAsync(OutputPath path, CancellationToken cancellationToken) => inner.ExistsAsync(path, cancellationToken);

    public Task<StoredPage> ListAsync(string prefix, string? after, int limit, CancellationToken cancellationToken) => inner.ListAsync(prefix, after, limit, cancellationToken);

    public Task<int> RemoveLeftoversAsync(int limit, CancellationToken cancellationToken) => inner.RemoveLeftoversAsync(limit, cancellationToken);

    public Task ProbeAsync(CancellationToken cancellationToken) => inner.ProbeAsync(cancellationToken);
}
