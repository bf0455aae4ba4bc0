using Amazon.S3.Model;

namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>Takes back uploads in parts that nobody finishes any more: invisible, but paid for.</summary>
internal sealed class S3Leftovers(S3Calls calls, S3Options options, string bucket, TimeSpan age, TimeProvider time)
{
    private const int PageMax = 1000;

    /// <returns>How many were taken back; at most <paramref name="limit"/> uploads are looked at.</returns>
    public async Task<int> RemoveAsync(int limit, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow().UtcDateTime - age;
        var request = new ListMultipartUploadsRequest { BucketName = bucket };
        var removed = 0;
        for (var left = limit; left > 0;)
        {
            request.MaxUploads = Math.Min(left, PageMax);
            var page = await calls.SendAsync(
                "list unfinished uploads of", null, options.S3CallTimeout, (client, token) => client.ListMultipartUploadsAsync(request, token), cancellationToken);
            var uploads = page.MultipartUploads ?? [];
            foreach (var stale in uploads.Where(u => u.Initiated?.ToUniversalTime() < before && OutputPath.IsSafe(u.Key)))
            {
                await AbortAsync(stale, cancellationToken);
                removed++;
            }

            if (page.IsTruncated != true || uploads.Count == 0)
                break;
            left -= uploads.Count;
            (request.KeyMarker, request.UploadIdMarker) = (page.NextKeyMarker, page.NextUploadIdMarker);
        }

        return removed;
    }

    private async Task AbortAsync(MultipartUpload stale, CancellationToken cancellationToken)
    {
        var request = new AbortMultipartUploadRequest { BucketName = bucket, Key = stale.Key, UploadId = stale.UploadId };
        try
        {
            await calls.SendAsync(
                "take back", OutputPath.Parse(stale.Key), options.S3CallTimeout, (client, token) => client.AbortMultipartUploadAsync(request, token), cancellationToken);
        }
        catch (OutputStoreException e) when (e.Code == "NoSuchUpload")
        {
            // finished or taken back by another process in between
        }
    }
}
