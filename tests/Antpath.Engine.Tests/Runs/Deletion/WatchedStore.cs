using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;

namespace Antpath.Engine.Tests.Runs.Deletion;

/// <summary>
/// A store that announces each removal, in front of it and when its answer is on its way. Objects of one request go one by one, so that a death falls
/// between them.
/// </summary>
internal sealed class WatchedStore(IOutputStore inner, Func<string, ValueTask> at) : IOutputStore
{
    public string Backend => inner.Backend;

    public string Bucket => inner.Bucket;

    public OutputPath NewPath(WorkspaceId workspace) => inner.NewPath(workspace);

    public Task<StoredObject> WriteAsync(OutputPath path, Stream content, long sizeMax, CancellationToken cancellationToken) =>
        inner.WriteAsync(path, content, sizeMax, cancellationToken);

    public Task<Stream> OpenAsync(OutputPath path, long offset, long length, CancellationToken cancellationToken) =>
        inner.OpenAsync(path, offset, length, cancellationToken);

    public Task<StoreLink?> LinkAsync(OutputPath path, string fileName, CancellationToken cancellationToken) =>
        inner.LinkAsync(path, fileName, cancellationToken);

    public async Task DeleteAsync(OutputPath path, CancellationToken cancellationToken)
    {
        await at("store/delete/asked");
        await inner.DeleteAsync(path, cancellationToken);
        await at("store/delete/answered");
    }

    public async Task<IReadOnlyList<OutputPath>> DeleteAsync(IReadOnlyList<OutputPath> paths, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
            await DeleteAsync(path, cancellationToken);
        return [];
    }

    public Task<bool> ExistsAsync(OutputPath path, CancellationToken cancellationToken) => inner.ExistsAsync(path, cancellationToken);

    public Task<StoredPage> ListAsync(string prefix, string? after, int limit, CancellationToken cancellationToken) =>
        inner.ListAsync(prefix, after, limit, cancellationToken);

    public Task<int> RemoveLeftoversAsync(int limit, CancellationToken cancellationToken) => inner.RemoveLeftoversAsync(limit, cancellationToken);

    public Task ProbeAsync(CancellationToken cancellationToken) => inner.ProbeAsync(cancellationToken);
}
