using System.Buffers;
using System.IO.Compression;
using Antpath.Http;
using Antpath.Ids;

namespace Antpath;

/// <summary>
/// Brings all outputs of a run into one ZIP file. The archive is made while it is sent, so a broken download starts over; the file gets its name only when
/// the archive has its end.
/// </summary>
internal sealed class ArchiveDownload(ApiTransport transport, RunId run, string path, IProgress<long>? progress)
{
    private const int BlockBytes = 64 * 1024;

    private readonly string _part = $"{path}.part";

    private string Operation => $"download of the archive of {run}";

    public async Task SaveAsync(bool overwrite, CancellationToken cancellationToken)
    {
        if (!overwrite && File.Exists(path))
            throw new FileInTheWayException(path);

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            var begun = transport.Settings.Time.GetTimestamp();
            for (var attempt = 1; await PassAsync(cancellationToken).ConfigureAwait(false) is { } failure; attempt++)
            {
                var wait = failure.Transient
                    ? transport.Settings.Retry.NextWait(attempt, transport.Settings.Time.GetElapsedTime(begun), failure.RetryAfter, transport.Settings.Jitter())
                    : null;
                if (wait is null)
                    throw failure.ToException(submission: false);
                await Task.Delay(wait.Value, transport.Settings.Time, cancellationToken).ConfigureAwait(false);
            }

            File.Move(_part, path, overwrite);
        }
        finally
        {
            File.Delete(_part);
        }
    }

    private async Task<ApiFailure?> PassAsync(CancellationToken cancellationToken)
    {
        var link = await OutputCalls.ArchiveLinkAsync(transport, run, cancellationToken).ConfigureAwait(false);
        using var stall = new CancellationTokenSource(transport.Settings.AttemptTimeout, transport.Settings.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stall.Token);
        try
        {
            using var response = await transport.OpenLinkAsync(new Uri(link.Url, UriKind.Absolute), 0, both.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                return await FailureReader.ReadAsync(Operation, response, transport.Settings.Time, both.Token).ConfigureAwait(false);
            await CopyAsync(response, stall, both.Token).ConfigureAwait(false);
            EnsureWhole();
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Broken(FailureCodes.AttemptTimedOut, $"nothing arrived for {transport.Settings.AttemptTimeout.TotalSeconds:0.#} s", null);
        }
        catch (Exception lost) when (lost is HttpRequestException or HttpIOException or InvalidDataException)
        {
            return Broken(FailureCodes.ConnectionFailed, "the archive broke off", lost);
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, CancellationTokenSource stall, CancellationToken cancellationToken)
    {
        var target = new FileStream(_part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);
        await using var closing = target.ConfigureAwait(false);
        var content = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            long position = 0;
            while (true)
            {
                stall.CancelAfter(transport.Settings.AttemptTimeout);
                var read = await content.ReadAsync(block.AsMemory(0, BlockBytes), cancellationToken).ConfigureAwait(false);
                stall.CancelAfter(Timeout.InfiniteTimeSpan); // a slow target is not a stalled server
                if (read == 0)
                    return;
                await target.WriteAsync(block.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                progress?.Report(position += read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    // what broke off has no directory at its end
    private void EnsureWhole()
    {
        using var archive = ZipFile.OpenRead(_part);
        _ = archive.Entries.Count;
    }

    private ApiFailure Broken(string code, string detail, Exception? cause) =>
        new() { Operation = Operation, Code = code, Detail = detail, Cause = cause };
}
