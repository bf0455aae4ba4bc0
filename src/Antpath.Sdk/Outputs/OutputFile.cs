using System.Security.Cryptography;
using Antpath.Http;
using Antpath.Ids;
using Antpath.Runs;

namespace Antpath;

/// <summary>
/// Brings one output under one path: fetched into a hidden file beside it, verified, then renamed, so that the path never holds half a file.
/// What a broken download leaves behind is continued by the next one.
/// </summary>
internal sealed class OutputFile(ApiTransport transport, RunId run, OutputView output, string path)
{
    private string PartPath => Path.Combine(Path.GetDirectoryName(path)!, $".{output.Id}.part");

    /// <exception cref="FileInTheWayException">Another file is in the way and is to be neither replaced nor left alone.</exception>
    public async Task<DownloadedOutput> SaveAsync(DownloadOptions options, Action<long> progress, CancellationToken cancellationToken)
    {
        var there = await AlreadyThereAsync(cancellationToken).ConfigureAwait(false);
        if (there || (options.SkipExisting && File.Exists(path)))
        {
            progress(output.SizeBytes);
            return new DownloadedOutput(output, path, there) { Kept = !there };
        }

        if (!options.Overwrite && File.Exists(path))
            throw new FileInTheWayException(path, output.Id);

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!await FetchAsync(progress, lastChance: false, cancellationToken).ConfigureAwait(false))
            await FetchAsync(progress, lastChance: true, cancellationToken).ConfigureAwait(false);
        File.Move(PartPath, path, options.Overwrite);
        return new DownloadedOutput(output, path, AlreadyThere: false);
    }

    // false: the content did not match and was discarded; what an earlier download left may have been the reason
    private async Task<bool> FetchAsync(Action<long> progress, bool lastChance, CancellationToken cancellationToken)
    {
        if (new FileInfo(PartPath).LinkTarget is not null)
            File.Delete(PartPath); // never write through a link somebody put here
        var part = new FileStream(PartPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);
        await using (part.ConfigureAwait(false))
        {
            if (part.Length > output.SizeBytes)
                part.SetLength(0);
            using var fetch = new OutputFetch(transport, run, output, part, progress);
            await fetch.ResumeAfterAsync(part, cancellationToken).ConfigureAwait(false);
            try
            {
                await fetch.CompleteAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (OutputMismatchException) when (!lastChance)
            {
                part.SetLength(0);
                return false;
            }
            catch (OutputMismatchException)
            {
                part.SetLength(0);
                throw;
            }
        }
    }

    private async Task<bool> AlreadyThereAsync(CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length != output.SizeBytes)
            return false;
        var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (content.ConfigureAwait(false))
        {
            var hash = await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false);
            return Convert.ToHexString(hash).Equals(output.Sha256, StringComparison.OrdinalIgnoreCase);
        }
    }
}
