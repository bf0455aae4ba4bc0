using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using Antpath.Engine.Outputs.Storage;
using Antpath.Ids;

namespace Antpath.Engine.Outputs.Archives;

/// <summary>
/// All outputs of a run as one ZIP, written while it is read: nothing on disk, one block in memory. It is ended only when every file in it was whole and
/// the one that was captured; an archive that breaks off has no directory and cannot be taken for a short one.
/// </summary>
public sealed class RunArchive
{
    /// <summary>The archive's media type.</summary>
    public const string ContentType = "application/zip";

    private const int BlockBytes = 64 * 1024;

    private readonly ArchivedFiles _files;
    private readonly IOutputStore _store;
    private readonly RunId _run;

    internal RunArchive(ArchivedFiles files, IOutputStore store, RunId run)
    {
        _files = files;
        _store = store;
        _run = run;
    }

    /// <summary>The header value that saves it under the run's id.</summary>
    public string ContentDisposition => Outputs.ContentDisposition.Attachment($"{_run}.zip");

    /// <summary>Writes the whole archive.</summary>
    /// <param name="target">Where; neither flushed nor closed.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <exception cref="OutputStoreException">A file could not be had whole; the target holds a broken archive.</exception>
    public async Task WriteAsync(Stream target, CancellationToken cancellationToken)
    {
        // not disposed on failure: that would write the directory of a short archive
        var gathered = new GatheredWrites(target);
        var archive = await ZipArchive.CreateAsync(gathered, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        var names = new LocalFileNames();
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            await foreach (var file in _files.ReadAsync(cancellationToken))
            {
                await AddAsync(archive, file, names.Next(file.FileName), block, cancellationToken);
                await gathered.SendHeldAsync(cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block, clearArray: true);
        }

        await archive.DisposeAsync();
        await gathered.SendHeldAsync(cancellationToken);
    }

    private async Task AddAsync(ZipArchive archive, ArchivedFile file, string name, byte[] block, CancellationToken cancellationToken)
    {
        await using var content = await _store.OpenAsync(file.Path, 0, long.MaxValue, cancellationToken);
        var entry = archive.CreateEntry(name, ContentTypes.Compresses(file.ContentType) ? CompressionLevel.Fastest : CompressionLevel.NoCompression);
        entry.LastWriteTime = file.StoredAt;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var packed = await entry.OpenAsync(cancellationToken);
        long size = 0;
        int read;
        while ((read = await content.ReadAsync(block.AsMemory(0, BlockBytes), cancellationToken)) > 0)
        {
            size += read;
            if (size > file.Object.SizeBytes)
                throw Damaged(file);
            hash.AppendData(block, 0, read);
            await packed.WriteAsync(block.AsMemory(0, read), cancellationToken);
        }

        if (size != file.Object.SizeBytes || !hash.GetHashAndReset().AsSpan().SequenceEqual(file.Object.Sha256))
            throw Damaged(file);
        await packed.DisposeAsync();
    }

    private static OutputStoreException Damaged(ArchivedFile file) =>
        new($"The output store no longer has output {file.Id} as it was captured.") { Fault = StoreFault.Damaged };
}
