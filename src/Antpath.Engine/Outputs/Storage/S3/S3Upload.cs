using System.Security.Cryptography;
using Amazon.S3.Model;

namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>
/// Copies one stream into one object: in one request when it fits into a part, otherwise in parts, several on their way while the next is read.
/// Nothing is visible before the last request; what fails is taken back.
/// </summary>
internal sealed class S3Upload(S3Calls calls, S3Options options, S3PartBuffers buffers, string bucket, OutputPath path)
{
    /// <summary>The protocol's own limit.</summary>
    private const int PartsMax = 10_000;

    private const int PartBytesMax = 512 * 1024 * 1024;

    private const string ContentType = "application/octet-stream";

    private readonly S3EntityTag _entityTag = new();

    /// <summary>Whether a request was sent that shows the object if it works.</summary>
    public bool MayBeVisible { get; private set; }

    /// <returns>What was sent, with the entity tag that the store must show for it.</returns>
    public async Task<S3Sent> SendAsync(Stream content, long sizeMax, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var source = new CountedSource(content, hash, sizeMax);
        var partBytes = PartBytes(sizeMax);
        var first = await ReadPartAsync(source, partBytes, cancellationToken);
        if (!first.Full || source.SizeBytes == sizeMax)
            await PutAsync(source, first, cancellationToken);
        else
            await PutInPartsAsync(source, first, partBytes, cancellationToken);
        return new S3Sent(new StoredObject(source.SizeBytes, hash.GetHashAndReset()), _entityTag.Value);
    }

    // a small file needs no whole part; a huge one needs larger ones
    private int PartBytes(long sizeMax) => (int)Math.Clamp(sizeMax, 1, Math.Max(options.S3PartBytes, Math.Min((sizeMax / PartsMax) + 1, PartBytesMax)));

    private async Task<S3Part> ReadPartAsync(CountedSource source, int bytes, CancellationToken cancellationToken)
    {
        var part = await buffers.RentAsync(bytes, cancellationToken);
        try
        {
            await source.FillAsync(part, cancellationToken);
            return part;
        }
        catch
        {
            part.Dispose();
            throw;
        }
    }

    private async Task PutAsync(CountedSource source, S3Part part, CancellationToken cancellationToken)
    {
        using (part)
        {
            await source.EnsureEndedAsync(cancellationToken);
            _entityTag.Whole(part.Bytes);
            MayBeVisible = true;
            await calls.SendAsync("write", path, options.S3PartTimeout, (client, token) => client.PutObjectAsync(Put(part), token), cancellationToken);
            part.Settled();
        }
    }

    private PutObjectRequest Put(S3Part part) =>
        new() { BucketName = bucket, Key = path.Value, InputStream = part.AsBody(), AutoCloseStream = false, ContentType = ContentType, UseChunkEncoding = false };

    private async Task PutInPartsAsync(CountedSource source, S3Part first, int partBytes, CancellationToken cancellationToken)
    {
        string upload;
        try
        {
            upload = await BeginAsync(cancellationToken);
        }
        catch
        {
            first.Dispose();
            throw;
        }

        try
        {
            var parts = await SendPartsAsync(source, first, partBytes, upload, cancellationToken);
            await CompleteAsync(upload, parts, cancellationToken);
        }
        catch
        {
            await AbortAsync(upload);
            throw;
        }
    }

    private async Task<string> BeginAsync(CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest { BucketName = bucket, Key = path.Value, ContentType = ContentType };
        var begun = await calls.SendAsync(
            "begin to write", path, options.S3CallTimeout, (client, token) => client.InitiateMultipartUploadAsync(request, token), cancellationToken);
        return begun.UploadId;
    }

    /// <summary>Every part is settled when this ends, well or not: an upload must not be aborted under a part on its way.</summary>
    private async Task<List<PartETag>> SendPartsAsync(
        CountedSource source, S3Part first, int partBytes, string upload, CancellationToken cancellationToken)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var lanes = new SemaphoreSlim(options.S3PartsConcurrent, options.S3PartsConcurrent);
        var sending = new List<Task<PartETag>>();
        Exception? readFailure = null;
        try
        {
            await lanes.WaitAsync(broken.Token);
            for (var part = first; ;)
            {
                var (sent, number, full) = (part, sending.Count + 1, part.Full);
                sending.Add(Task.Run(() => SendPartAsync(sent, number, upload, lanes, broken), CancellationToken.None));
                if (!full)
                    break;
                await lanes.WaitAsync(broken.Token); // before reading: what is read is held
                part = await ReadPartAsync(source, partBytes, broken.Token);
                if (part.Count > 0)
                    continue;
                part.Dispose();
                break;
            }

            await source.EnsureEndedAsync(broken.Token);
        }
        catch (Exception e)
        {
            readFailure = e;
            await broken.CancelAsync();
        }

        await Task.WhenAll(sending).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        cancellationToken.ThrowIfCancellationRequested();
        if (sending.FirstOrDefault(s => s.IsFaulted) is { } faulted)
            await faulted;
        if (readFailure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(readFailure);
        return [.. await Task.WhenAll(sending)];
    }

    private async Task<PartETag> SendPartAsync(S3Part part, int number, string upload, SemaphoreSlim lanes, CancellationTokenSource broken)
    {
        using (part)
        {
            try
            {
                _entityTag.Part(number, part.Bytes);
                var request = new UploadPartRequest
                {
                    BucketName = bucket, Key = path.Value, UploadId = upload, PartNumber = number, PartSize = part.Count, InputStream = part.AsBody(), UseChunkEncoding = false,
                };
                var sent = await calls.SendAsync(
                    "write a part of", path, options.S3PartTimeout, (client, token) => client.UploadPartAsync(request, token), broken.Token);
                part.Settled();
                return new PartETag(number, sent.ETag);
            }
            catch
            {
                await broken.CancelAsync();
                throw;
            }
            finally
            {
                lanes.Release();
            }
        }
    }

    private async Task CompleteAsync(string upload, List<PartETag> parts, CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest { BucketName = bucket, Key = path.Value, UploadId = upload, PartETags = parts };
        MayBeVisible = true;
        try
        {
            await calls.SendAsync("finish", path, options.S3PartTimeout, (client, token) => client.CompleteMultipartUploadAsync(request, token), cancellationToken);
        }
        catch (OutputStoreException e) when (e.Code == "NoSuchUpload")
        {
            // a repeat whose first try had worked says this; whether it had is seen when the object is checked
        }
    }

    /// <summary>What cannot be aborted now is removed by the sweep of broken copies.</summary>
    private async Task AbortAsync(string upload)
    {
        var request = new AbortMultipartUploadRequest { BucketName = bucket, Key = path.Value, UploadId = upload };
        try
        {
            await calls.SendAsync("take back", path, options.S3CallTimeout, (client, token) => client.AbortMultipartUploadAsync(request, token), CancellationToken.None);
        }
        catch (OutputStoreException)
        {
        }
    }
}
