using System.Security.Cryptography;
using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;

namespace Antpath.Engine.Tests.Simulation;

/// <summary>An output store in memory, whole or not at all like the real ones, with a gate around each effect.</summary>
internal sealed class SimulatedStore(World world) : IOutputStore
{
    private const int RoughCallsMax = 4;

    private int _roughCalls;

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
        if (world.Stormy && world.Chance(world.Weather.StoreFails))
            throw new OutputStoreException("The simulated store failed before it kept anything.");
        if (!Objects.TryAdd(path.Value, bytes.ToArray()))
            world.Break("an output path is used once", path.Value);
        if (LosesAnswer())
            throw new OutputStoreException("The answer of the simulated store was lost.");
        await StopAsync("store answered");
        return new StoredObject(bytes.Length, SHA256.HashData(bytes.ToArray()));
    }

    public Task<Stream> OpenAsync(OutputPath path, long offset, long length, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new MemoryStream(Objects[path.Value], writable: false));

    public async Task DeleteAsync(OutputPath path, CancellationToken cancellationToken)
    {
        await StopAsync("store delete asked");
        if (world.Stormy && world.Chance(world.Weather.StoreFails))
            throw new OutputStoreException("The simulated store failed before it removed anything.");
        Objects.Remove(path.Value);
        await StopAsync("store delete answered");
    }

    public async Task<IReadOnlyList<OutputPath>> DeleteAsync(IReadOnlyList<OutputPath> paths, CancellationToken cancellationToken)
    {
        foreach (var path in paths)
            await DeleteAsync(path, cancellationToken);
        return [];
    }

    public async Task<bool> ExistsAsync(OutputPath path, CancellationToken cancellationToken)
    {
        var exists = Objects.ContainsKey(path.Value);
        await StopAsync("store looked at");
        return exists;
    }

    /// <summary>Every object is old enough to be removed by a sweep, and what is listed may be history when the sweep goes on.</summary>
    public async Task<StoredPage> ListAsync(string prefix, string? after, int limit, CancellationToken cancellationToken)
    {
        var names = Objects.Keys.Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(n, after) > 0)
            .Order(StringComparer.Ordinal).Take(limit).ToList();
        List<StoredEntry> entries = [.. names.Select(n => new StoredEntry(OutputPath.Parse(n), Objects[n].Length, DateTimeOffset.UnixEpoch))];
        await StopAsync("store listed");
        return new StoredPage(entries, names.Count < limit ? null : names[^1]);
    }

    public Task<StoreLink?> LinkAsync(OutputPath path, string fileName, CancellationToken cancellationToken) => Task.FromResult<StoreLink?>(null);

    public Task<int> RemoveLeftoversAsync(int limit, CancellationToken cancellationToken) => Task.FromResult(0);

    public Task ProbeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private bool LosesAnswer()
    {
        if (world.Weather.Rough == "store" && _roughCalls++ < RoughCallsMax)
            return world.Chance(0.5);
        return world.Stormy && world.Chance(world.Weather.StoreFails);
    }

    private static Task StopAsync(string point) => Activity.Current?.StopAsync(point) ?? Task.CompletedTask;
}
