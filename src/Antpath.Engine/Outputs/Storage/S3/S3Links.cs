using Amazon.S3;
using Amazon.S3.Model;

namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>Links signed with our key and served by the S3 server: always an attachment of bytes without a meaning. Made here, without any request.</summary>
internal sealed class S3Links(AmazonS3Client client, S3Options options, string bucket, TimeSpan ttl, TimeProvider time)
{
    public async Task<StoreLink> MakeAsync(OutputPath path, string fileName)
    {
        var expiresAt = time.GetUtcNow() + ttl;
        var url = await client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = bucket,
            Key = path.Value,
            Verb = HttpVerb.GET,
            Expires = expiresAt.UtcDateTime,
            Protocol = options.S3Endpoint.StartsWith("http:", StringComparison.OrdinalIgnoreCase) ? Protocol.HTTP : Protocol.HTTPS,
            ResponseHeaderOverrides = new ResponseHeaderOverrides
            {
                ContentDisposition = ContentDisposition.Attachment(fileName),
                ContentType = ContentTypes.Bytes,
                CacheControl = "private, no-store",
            },
        });
        return new StoreLink(new Uri(url), expiresAt);
    }
}
