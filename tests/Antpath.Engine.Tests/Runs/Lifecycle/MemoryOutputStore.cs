using System.Collections.Concurrent;
using System.Security.Cryptography;
using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>Keeps what was captured in the test.</summary>
internal sealed class MemoryOutputStore : IOutputStore
{
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    public string Backend => "file_system";

    public string Bucket => "test";

    public OutputPath NewPath(WorkspaceId workspace) => new($"{Guid.CreateVersion7():n}");

    public async Task<StoredObject> WriteAsync(OutputPath path, Stream content, long sizeMax, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        Objects[path.Value] = copy.ToArray();
        return new StoredObject(copy.Length, SHA256.HashData(copy.ToArray()));
    }
}
