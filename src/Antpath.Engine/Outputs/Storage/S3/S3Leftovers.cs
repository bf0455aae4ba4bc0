using Amazon.S3.Model;

namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>Takes back uploads in parts that nobody finishes any more: invisible, but paid for.</summary>
internal sealed class S3Leftovers(S3Calls calls, S3Options options, string bucket, TimeSpan age, TimeProvider time)
{
    /// <returns>How many were taken back; at most <paramref name="limit"/> are looked at.</returns>
    public async Task<int> RemoveAsync(int limit, CancellationToken cancellationToken)
    {
        var request = new ListMultipartUploadsRequest { BucketName = bucket, MaxUploads = limit };
        var listed = await calls.SendAsync(
            "list unfinished uploads of", null, options.S3CallTimeout, (client, token) => client.ListMultipartUploadsAsync(request, token), cancellationToken);
        var before = time.GetUtcNow().UtcDateTime - age;
        var stale = (listed.MultipartUploads ?? []).Where(u => u.Initiated?.ToUniversalTime() < before && OutputPath.IsSafe(u.Key)).ToList();
        foreach (var upload in stale)
        {
            var abort = new AbortMultipartUploadRequest { BucketName = bucket, Key = upload.Key, UploadId = upload.UploadId };
            try
            {
                await calls.SendAsync(
                    "take back", OutputPath.Parse(upload.Key), options.S3CallTimeout, (client, token) => client.AbortMultipartUploadAsync(abort, token), cancellationToken);
            }
            catch (OutputStoreException e) when (e.Code == "NoSuchUpload")
            {
                // finished or taken back by another process in between
            }
        }

        return stale.Count;
    }
}
