using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Outputs.Storage.FileSystem;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Antpath.Engine.Tests.Outputs.Storage.FileSystem;

public sealed class FileSystemOutputStoreTests : OutputStoreConformance, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("antpath-outputs-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    protected override IOutputStore Store => StoreIn(_root);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_copy_that_fails_leaves_no_file_at_all()
    {
        await Assert.ThrowsAsync<IOException>(() => Store.WriteAsync(Store.NewPath(Workspace), new BreakingStream(10), 100, Cancellation));
        await Assert.ThrowsAsync<OutputTooLargeException>(() => Store.WriteAsync(Store.NewPath(Workspace), new MemoryStream(new byte[11]), 10, Cancellation));

        Assert.Empty(Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Files_and_folders_are_the_users_own()
    {
        if (OperatingSystem.IsWindows())
            return;

        await Store.WriteAsync(Store.NewPath(Workspace), new MemoryStream([1]), 1, Cancellation);

        var others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        var bucket = Path.Combine(_root, "outputs");
        foreach (var entry in Directory.EnumerateFileSystemEntries(bucket, "*", SearchOption.AllDirectories))
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(entry) & others);
    }

    [Fact]
    public async Task The_probe_says_which_setting_to_change_when_the_root_is_no_folder()
    {
        var file = Path.Combine(_root, "a-file");
        await File.WriteAllTextAsync(file, "", Cancellation);

        var problem = await Assert.ThrowsAsync<OutputStoreException>(() => StoreIn(file).ProbeAsync(Cancellation));

        Assert.Contains("ANTPATH_STORAGE_ROOT", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Old_broken_off_copies_are_removed_and_young_ones_left()
    {
        await Store.ProbeAsync(Cancellation);
        var incoming = Path.Combine(_root, "outputs", "incoming");
        var old = await LeftoverAsync(incoming, "old", TimeSpan.FromDays(2));
        var young = await LeftoverAsync(incoming, "young", TimeSpan.FromHours(2));

        Assert.Equal(1, await Store.RemoveLeftoversAsync(100, Cancellation));

        Assert.False(File.Exists(old));
        Assert.True(File.Exists(young));
    }

    private FileSystemOutputStore StoreIn(string root) => new(Options.Create(new StorageOptions { Root = root }), _time);

    private async Task<string> LeftoverAsync(string folder, string name, TimeSpan age)
    {
        var file = Path.Combine(folder, name);
        await File.WriteAllTextAsync(file, "", Cancellation);
        File.SetLastWriteTimeUtc(file, _time.GetUtcNow().UtcDateTime - age);
        return file;
    }
}
