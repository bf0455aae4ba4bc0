using Antpath.Engine.Outputs.Storage;
using Antpath.Engine.Outputs.Storage.FileSystem;
using Antpath.Ids;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Tests.Providers.Claude;

/// <summary>What a large output costs in memory on its way from the provider to the store.</summary>
public sealed class ClaudeMemoryTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_huge_file_goes_to_the_store_without_being_held_in_memory()
    {
        await using var bed = await EmulatorBed.StartAsync();
        var session = await bed.RunScenarioAsync("huge-file size=100MiB");
        bed.LetTimePass(TimeSpan.FromMinutes(5));
        var file = EmulatorBed.Ok(await bed.Provider.ListFilesAsync(session, Cancellation)).Single(f => f.SizeBytes == 100L * 1024 * 1024);
        var root = Directory.CreateTempSubdirectory("antpath-huge-").FullName;
        try
        {
            var store = new FileSystemOutputStore(Options.Create(new StorageOptions { Root = root }), TimeProvider.System);
            await using var content = EmulatorBed.Ok(await bed.Provider.OpenFileAsync(file.Id, Cancellation));
            var watched = new WatchedStream(content);
            var before = GC.GetTotalMemory(forceFullCollection: true);

            var stored = await store.WriteAsync(store.NewPath(new WorkspaceId(Guid.CreateVersion7())), watched, file.SizeBytes, Cancellation);

            Assert.Equal(file.SizeBytes, stored.SizeBytes);
            Assert.True(watched.MemoryMost - before < 64L * 1024 * 1024, $"{(watched.MemoryMost - before) >> 20} MiB more were held");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    /// <summary>Notes how much memory is really held while it is read.</summary>
    private sealed class WatchedStream(Stream inner) : Stream
    {
        private const long LookEveryBytes = 8L * 1024 * 1024;

        private long _read;
        private long _lookAt = LookEveryBytes;

        public long MemoryMost { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            _read += read;
            if (_read >= _lookAt)
            {
                MemoryMost = Math.Max(MemoryMost, GC.GetTotalMemory(forceFullCollection: true));
                _lookAt += LookEveryBytes;
            }

            return read;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
