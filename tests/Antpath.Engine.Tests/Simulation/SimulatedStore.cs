using System.Security.Cryptography;
using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>An output store in memory, whole or not at all like the real ones, with a gate around each effect.</summary>
internal sealed class SimulatedStore(World world) : IOutputStore
{
    public Dictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    public string Backend => "file_system";

    public string Bucket => "simulated";

    public OutputPath NewPath(WorkspaceId workspace) => OutputPath.New(workspace);

    public async Task<StoredObject> WriteAsync(OutputPath path, Stream content, long sizeMax, CancellationToken cancellationToken)
    {
        await StopAsync("store asked");
        var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellationToken);
        if (bytes.Length > sizeMax)
            throw new OutputTooLargeException("More than was announced.");
        if (world.Stormy && world.Chance(0.03))
            throw new OutputStoreException("The simulated store failed before it kept anything.");
        if (!Objects.TryAdd(path.Value, bytes.ToArray()))
            world.Break("an output path is used once", path.Value);
        await StopAsync("store answered");
        return new StoredObject(bytes.Length, SHA256.HashData(bytes.ToArray()));
    }

    public Task<Stream> OpenAsync(OutputPath path, long offset, long length, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new MemoryStream(Objects[path.Value], writable: false));

    public async Task DeleteAsync(OutputPath path, CancellationToken cancellationToken)
    {
        await StopAsync("store delete asked");
        if (world.Stormy && world.Chance(0.03))
            throw new OutputStoreException("The simulated store failed before it removed anything.");
        Objects.Remove(path.Value);
        await StopAsync("store delete answered");
    }

    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static Task StopAsync(string point) => Activity.Current?.StopAsync(point) ?? Task.CompletedTask;
}
