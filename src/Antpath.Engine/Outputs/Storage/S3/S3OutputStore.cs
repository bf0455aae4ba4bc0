using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using Antpath.Engine.Outputs.Storage.Supabase;
using Antpath.Ids;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>
/// Outputs in a private bucket behind the S3 protocol. Nothing here needs conditional writes or stored checksums, which some servers accept and ignore:
/// paths are never used twice, and size and hash are compared with what the store shows before a copy counts.
/// </summary>
internal sealed class S3OutputStore : IOutputStore, IDisposable
{
    private const int ListMax = 1000;

    private readonly S3Options _options;
    private readonly TimeProvider _time;
    private readonly AmazonS3Client _client;
    private readonly S3Calls _calls;
    private readonly S3PartBuffers _buffers;
    private readonly S3Leftovers _leftovers;
    private readonly S3Links? _links;
    private readonly SupabaseLinks? _supabaseLinks;

    public S3OutputStore(IOptions<StorageOptions> storage, IOptions<S3Options> options, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        Backend = storage.Value.Backend;
        Bucket = storage.Value.Bucket;
        _client = S3Connection.Open(_options);
        _calls = new S3Calls(_client, time);
        _buffers = new S3PartBuffers(_options.S3PartsHeldMax, _options.S3PartBytes, _options.S3PartsConcurrent);
        _leftovers = new S3Leftovers(_calls, _options, Bucket, storage.Value.LeftoverAge, time);
        if (storage.Value.Links != "native")
            return;
        if (Backend == StorageBackend.Supabase)
            _supabaseLinks = new SupabaseLinks(storage.Value, _options, time);
        else
            _links = new S3Links(_client, _options, Bucket, storage.Value.NativeLinkTtl, time);
    }

    public string Backend { get; }

    public string Bucket { get; }

    public OutputPath NewPath(WorkspaceId workspace) => OutputPath.New(workspace);

    public async Task<StoredObject> WriteAsync(OutputPath path, Stream content, long sizeMax, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeMax);
        if (await HeadAsync(path, cancellationToken) is not null)
            throw new OutputStoreException($"The output store has an object '{path}' already.") { Fault = StoreFault.Taken };
        var upload = new S3Upload(_calls, _options, _buffers, Bucket, path);
        try
        {
            var sent = await upload.SendAsync(content, sizeMax, cancellationToken);
            await VerifyAsync(path, sent, cancellationToken);
            return sent.Object;
        }
        catch when (upload.MayBeVisible)
        {
            // a request without an answer may have worked
            await TryDeleteAsync(path);
            throw;
        }
    }

    public async Task<Stream> OpenAsync(OutputPath path, long offset, long length, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length == 0)
            return await HeadAsync(path, cancellationToken) is null ? throw Missing(path) : Stream.Null;

        var last = length > long.MaxValue - offset ? long.MaxValue : offset + length - 1;
        var request = new GetObjectRequest { BucketName = Bucket, Key = path.Value, ByteRange = new ByteRange(offset, last) };
        try
        {
            var answer = await _calls.SendAsync("read", path, _options.S3CallTimeout, (client, token) => client.GetObjectAsync(request, token), cancellationToken);
            return new S3BodyStream(answer, path, _options.S3IdleTimeout, _time);
        }
        catch (OutputStoreException e) when (e.Code == "InvalidRange")
        {
            return Stream.Null; // the object ends before
        }
    }

    public async Task<StoreLink?> LinkAsync(OutputPath path, string fileName, CancellationToken cancellationToken) => this switch
    {
        { _supabaseLinks: { } supabase } => await supabase.MakeAsync(path, fileName, cancellationToken),
        { _links: { } links } => await links.MakeAsync(path, fileName),
        _ => null,
    };

    public Task DeleteAsync(OutputPath path, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectRequest { BucketName = Bucket, Key = path.Value };
        return _calls.SendAsync("delete", path, _options.S3CallTimeout, (client, token) => client.DeleteObjectAsync(request, token), cancellationToken);
    }

    public async Task<IReadOnlyList<OutputPath>> DeleteAsync(IReadOnlyList<OutputPath> paths, CancellationToken cancellationToken)
    {
        var left = new List<OutputPath>();
        foreach (var batch in paths.Chunk(ListMax))
        {
            var request = new DeleteObjectsRequest { BucketName = Bucket, Quiet = true, Objects = [.. batch.Select(p => new KeyVersion { Key = p.Value })] };
            var answer = await _calls.SendAsync("delete objects of", null, _options.S3CallTimeout, SendAsync, cancellationToken);
            left.AddRange((answer.DeleteErrors ?? []).Where(e => e.Code != "NoSuchKey").Select(e => OutputPath.Parse(e.Key)));

            async Task<DeleteObjectsResponse> SendAsync(IAmazonS3 client, CancellationToken token)
            {
                try
                {
                    return await client.DeleteObjectsAsync(request, token);
                }
                catch (DeleteObjectsException e)
                {
                    return e.Response; // some of them stay; not a failure of the request
                }
            }
        }

        return left;
    }

    public async Task<bool> ExistsAsync(OutputPath path, CancellationToken cancellationToken) => await HeadAsync(path, cancellationToken) is not null;

    public async Task<StoredPage> ListAsync(string prefix, string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var request = new ListObjectsV2Request { BucketName = Bucket, Prefix = prefix, StartAfter = after, MaxKeys = Math.Min(limit, ListMax) };
        var answer = await _calls.SendAsync("list", null, _options.S3CallTimeout, (client, token) => client.ListObjectsV2Async(request, token), cancellationToken);
        var listed = answer.S3Objects ?? [];
        List<StoredEntry> objects =
        [
            .. listed.Where(o => OutputPath.IsSafe(o.Key))
                .Select(o => new StoredEntry(OutputPath.Parse(o.Key), o.Size ?? 0, new DateTimeOffset(o.LastModified?.ToUniversalTime() ?? DateTime.UnixEpoch))),
        ];
        return new StoredPage(objects, answer.IsTruncated == true && listed.Count > 0 ? listed[^1].Key : null);
    }

    public Task<int> RemoveLeftoversAsync(int limit, CancellationToken cancellationToken) => _leftovers.RemoveAsync(limit, cancellationToken);

    public Task ProbeAsync(CancellationToken cancellationToken) => new S3Probe(this, _calls, _options).RunAsync(cancellationToken);

    public void Dispose()
    {
        _supabaseLinks?.Dispose();
        _client.Dispose();
        _buffers.Dispose();
    }

    private async Task VerifyAsync(OutputPath path, S3Sent sent, CancellationToken cancellationToken)
    {
        var stored = await HeadAsync(path, cancellationToken) ?? throw Missing(path);
        if (stored.ContentLength != sent.Object.SizeBytes)
            throw Damaged($"The output store kept {stored.ContentLength} bytes of '{path}' and was given {sent.Object.SizeBytes}.");
        if (string.Equals(stored.ETag?.Trim('"'), sent.EntityTag, StringComparison.OrdinalIgnoreCase))
            return;

        // an entity tag of another kind proves nothing: read the bytes
        await using var content = await OpenAsync(path, 0, long.MaxValue, cancellationToken);
        var kept = await SHA256.HashDataAsync(content, cancellationToken);
        if (!kept.AsSpan().SequenceEqual(sent.Object.Sha256))
            throw Damaged($"The output store kept other bytes of '{path}' than it was given.");
    }

    /// <returns>Null when there is no such object.</returns>
    private async Task<GetObjectMetadataResponse?> HeadAsync(OutputPath path, CancellationToken cancellationToken)
    {
        var request = new GetObjectMetadataRequest { BucketName = Bucket, Key = path.Value };
        try
        {
            return await _calls.SendAsync("look at", path, _options.S3CallTimeout, (client, token) => client.GetObjectMetadataAsync(request, token), cancellationToken);
        }
        catch (OutputStoreException e) when (e.Fault == StoreFault.Missing)
        {
            return null;
        }
    }

    private async Task TryDeleteAsync(OutputPath path)
    {
        try
        {
            await DeleteAsync(path, CancellationToken.None);
        }
        catch (OutputStoreException)
        {
            // what stays has no row and goes with the sweep of orphaned objects
        }
    }

    private static OutputStoreException Missing(OutputPath path) => new($"The output store has no object '{path}'.") { Fault = StoreFault.Missing };

    private static OutputStoreException Damaged(string message) => new(message) { Fault = StoreFault.Damaged };
}
