namespace Antpath.EndToEnd.Tests.Support;

/// <summary>An empty folder that is gone after the test.</summary>
internal sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("antpath-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
