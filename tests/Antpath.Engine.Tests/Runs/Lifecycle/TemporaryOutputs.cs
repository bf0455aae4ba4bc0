using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Outputs.Storage.FileSystem;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Tests.Runs.Lifecycle;

/// <summary>The file-system store in a folder that goes with the test.</summary>
internal sealed class TemporaryOutputs : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("antpath-outputs-");

    public IOutputStore Store => new FileSystemOutputStore(Options.Create(new StorageOptions { Root = _folder.FullName }), TimeProvider.System);

    /// <summary>What is stored of sessions' files, as text.</summary>
    public IReadOnlyList<string> Contents() => [.. All().Where(c => !IsManifest(c))];

    /// <summary>The manifests that are stored.</summary>
    public IReadOnlyList<string> Manifests() => [.. All().Where(IsManifest)];

    private IEnumerable<string> All() =>
        _folder.EnumerateFiles("*", SearchOption.AllDirectories).Select(f => File.ReadAllText(f.FullName)).Order(StringComparer.Ordinal);

    private static bool IsManifest(string content) => content.StartsWith("{\"failures\":", StringComparison.Ordinal);

    public void Dispose() => _folder.Delete(recursive: true);
}
