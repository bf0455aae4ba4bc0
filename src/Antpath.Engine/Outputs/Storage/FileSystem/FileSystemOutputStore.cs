using System.Buffers;
using System.Security.Cryptography;
using Antpath.Ids;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Outputs.Storage.FileSystem;

/// <summary>
/// Outputs in a folder: written beside their place, flushed to the disk, then renamed, so that a crash leaves either nothing or the whole file. Files and
/// folders belong to the process's user alone.
/// </summary>
internal sealed class FileSystemOutputStore(IOptions<StorageOptions> options, TimeProvider time) : IOutputStore
{
    private const int BufferBytes = 128 * 1024;
    private const string Incoming = "incoming";
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Backend => StorageBackend.FileSystem;

    public string Bucket => options.Value.Bucket;

    private string BucketFolder => Path.Combine(options.Value.Root, Bucket);

    private string IncomingFolder => Path.Combine(BucketFolder, Incoming);

    public OutputPath NewPath(WorkspaceId workspace) => OutputPath.New(workspace);

    public async Task<StoredObject> WriteAsync(OutputPath path, Stream content, long sizeMax, CancellationToken cancellationToken)
    {
        var place = PlaceOf(path);
        var incoming = Path.Combine(IncomingFolder, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));
        try
        {
            var copy = await CopyAsync(content, incoming, sizeMax, cancellationToken);
            Guarded("keep", path, () =>
            {
                var folder = Path.GetDirectoryName(place)!;
                var isNew = !Directory.Exists(folder);
                CreateFolder(folder);
                File.Move(incoming, place, overwrite: false);
                FolderSync.Flush(folder);
                // a new folder is itself a name in the one above
                for (var above = Path.GetDirectoryName(folder); isNew && above!.Length >= BucketFolder.Length; above = Path.GetDirectoryName(above))
                    FolderSync.Flush(above);
            });
            return copy;
        }
        finally
        {
            TryDelete(incoming);
        }
    }

    public Task<Stream> OpenAsync(OutputPath path, long offset, long length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        cancellationToken.ThrowIfCancellationRequested();
        Stream? part = null;
        Guarded("open", path, () =>
        {
            var file = new FileStream(PlaceOf(path), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            file.Seek(offset, SeekOrigin.Begin);
            part = new PartStream(file, length);
        });
        return Task.FromResult(part!);
    }

    public Task<StoreLink?> LinkAsync(OutputPath path, string fileName, CancellationToken cancellationToken) => Task.FromResult<StoreLink?>(null);

    public Task DeleteAsync(OutputPath path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Guarded("delete", path, () =>
        {
            try
            {
                File.Delete(PlaceOf(path));
            }
            catch (DirectoryNotFoundException)
            {
                // never written, or its folder is gone with it
            }
        });
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<OutputPath>> DeleteAsync(IReadOnlyList<OutputPath> paths, CancellationToken cancellationToken)
    {
        var left = new List<OutputPath>();
        foreach (var path in paths)
        {
            try
            {
                await DeleteAsync(path, cancellationToken);
            }
            catch (OutputStoreException)
            {
                left.Add(path);
            }
        }

        return left;
    }

    public Task<bool> ExistsAsync(OutputPath path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // File.Exists alone says no to a disk that is not mounted, too
        if (!Directory.Exists(BucketFolder))
            throw new OutputStoreException($"The output store's folder '{BucketFolder}' is not there; check that its disk is mounted.");
        return Task.FromResult(File.Exists(PlaceOf(path)));
    }

    public Task<StoredPage> ListAsync(string prefix, string? after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var names = FolderListing.Paths(BucketFolder, prefix, after).Take(limit).ToList();
            List<StoredEntry> objects = [.. names.Where(OutputPath.IsSafe).Select(EntryOf).OfType<StoredEntry>()];
            return Task.FromResult(new StoredPage(objects, names.Count < limit ? null : names[^1]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputStoreException("The output store cannot list its objects.", e);
        }
    }

    public Task<int> RemoveLeftoversAsync(int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var before = time.GetUtcNow().UtcDateTime - options.Value.LeftoverAge;
        var incoming = new DirectoryInfo(IncomingFolder);
        var stale = incoming.Exists ? incoming.EnumerateFiles().Take(limit).Where(f => f.LastWriteTimeUtc < before).ToList() : [];
        foreach (var file in stale)
            TryDelete(file.FullName);
        return Task.FromResult(stale.Count);
    }

    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var path = OutputPath.Parse($"probe/{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}");
            using var content = new MemoryStream("probe"u8.ToArray());
            await WriteAsync(path, content, content.Length, cancellationToken);
            await using (await OpenAsync(path, 0, content.Length, cancellationToken))
            {
                // that it opens is all that is asked
            }

            await DeleteAsync(path, cancellationToken);
        }
        catch (OutputStoreException e)
        {
            throw new OutputStoreException(
                $"ANTPATH_STORAGE_ROOT: the folder '{options.Value.Root}' cannot be used by user '{Environment.UserName}'. Create it, let this user write to it, and check that its disk is mounted and has space.", e);
        }
    }

    private async Task<StoredObject> CopyAsync(Stream content, string incoming, long sizeMax, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var file = Create(incoming);
            long size = 0;
            int read;
            while ((read = await content.ReadAsync(buffer.AsMemory(0, BufferBytes), cancellationToken)) > 0)
            {
                size += read;
                if (size > sizeMax)
                    throw new OutputTooLargeException($"More than {sizeMax} bytes came; the copy was dropped.");
                hash.AppendData(buffer, 0, read);
                await AppendAsync(file, buffer.AsMemory(0, read), cancellationToken);
            }

            Flush(file);
            return new StoredObject(size, hash.GetHashAndReset());
        }
        finally
        {
            // file contents must not wait in a shared buffer for whoever rents it next
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private FileStream Create(string incoming)
    {
        try
        {
            CreateFolder(IncomingFolder);
            var creation = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous };
            if (!OperatingSystem.IsWindows())
                creation.UnixCreateMode = OwnFileMode;
            return new FileStream(incoming, creation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputStoreException("The output store cannot create a file.", e);
        }
    }

    private static async ValueTask AppendAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await file.WriteAsync(bytes, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputStoreException("The output store cannot write; its disk may be full.", e);
        }
    }

    private static void Flush(FileStream file)
    {
        try
        {
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputStoreException("The output store cannot flush to its disk.", e);
        }
    }

    private static void Guarded(string act, OutputPath path, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputStoreException($"The output store cannot {act} the object '{path}'.", e);
        }
    }

    /// <returns>Null when the file went in between.</returns>
    private StoredEntry? EntryOf(string name)
    {
        var path = OutputPath.Parse(name);
        var file = new FileInfo(PlaceOf(path));
        return file.Exists ? new StoredEntry(path, file.Length, new DateTimeOffset(file.LastWriteTimeUtc)) : null;
    }

    private string PlaceOf(OutputPath path) => Path.Combine(BucketFolder, path.Value);

    // one by one from the root down: the mode is given to the last folder only, those made on the way would be everybody's
    private void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;
        if (folder.Length > options.Value.Root.Length)
            CreateFolder(Path.GetDirectoryName(folder)!);

        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, FolderMode);
    }

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // what stays is removed as a leftover later
        }
    }
}
