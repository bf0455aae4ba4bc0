using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;

namespace Antpath.Engine.Tests.Runs.Lifecycle.Capture;

/// <summary>A store that takes some objects and then breaks in the middle of each further one.</summary>
internal sealed class FailingStore(IOutputStore inner, int failAfter) : IOutputStore
{
    private int _written;

    public string Backend => inner.Backend;

    public string Bucket => inner.Bucket;

    public OutputPath NewPath(WorkspaceId workspace) => inner.NewPath(workspace);

    public async Task<StoredObject> WriteAsync(OutputPath path, Stream content, long sizeMax, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _written) <= failAfter)
            return await inner.WriteAsync(path, content, sizeMax, cancellationToken);
        _ = await content.ReadAtLeastAsync(new byte[1], 1, throwOnEndOfStream: false, cancellationToken);
        throw new OutputStoreException("The store broke.");
    }

    public Task<Stream> OpenAsync(OutputPath path, long offset, long length, CancellationToken cancellationToken) => inner.OpenAsync(path, offset, length, cancellationToken);

    public Task<StoreLink?> LinkAsync(OutputPath path, string fileName, CancellationToken cancellationToken) => inner.LinkAsync(path, fileName, cancellationToken);

    public Task DeleteAsync(OutputPath path, CancellationToken cancellationToken) => inner.DeleteAsync(path, cancellationToken);

    public Task<IReadOnlyList<OutputPath>> DeleteAsync(IReadOnlyList<OutputPath> paths, CancellationToken cancellationToken) => inner.DeleteAsync(paths, cancellationToken);

    public Task<bool> ExistsAsync(OutputPath path, CancellationToken cancellationToken) => inner.ExistsAsync(path, cancellationToken);

    public Task<StoredPage> ListAsync(string prefix, string? after, int limit, CancellationToken cancellationToken) => inner.ListAsync(prefix, after, limit, cancellationToken);

    public Task<int> RemoveLeftoversAsync(int limit, CancellationToken cancellationToken) => inner.RemoveLeftoversAsync(limit, cancellationToken);

    public Task ProbeAsync(CancellationToken cancellationToken) => inner.ProbeAsync(cancellationToken);
}
