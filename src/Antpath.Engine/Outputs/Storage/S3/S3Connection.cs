using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>Sets the SDK up so that nothing but our settings decides: no profile, no other environment, no redirect to another host.</summary>
internal static class S3Connection
{
    private const int BufferBytes = 128 * 1024;
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    public static AmazonS3Client Open(S3Options options)
    {
        var config = new AmazonS3Config
        {
            AuthenticationRegion = options.S3Region,
            ForcePathStyle = options.S3PathStyle,
            // newer checksums travel as chunked trailers, which older servers refuse (Ceph 16: XAmzContentSHA256Mismatch)
            RequestChecksumCalculation = Checksums<RequestChecksumCalculation>(options),
            ResponseChecksumValidation = Checksums<ResponseChecksumValidation>(options),
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = options.S3TriesMax - 1,
            Timeout = options.S3PartTimeout,
            BufferSize = BufferBytes,
            IgnoreConfiguredEndpointUrls = true,
            DefaultConfigurationMode = DefaultConfigurationMode.Standard,
            DisableLogging = true,
            AllowAutoRedirect = false,
            HttpClientFactory = new Connections(options),
        };
        if (options.S3Endpoint.Length > 0)
            config.ServiceURL = options.S3Endpoint;
        else
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(options.S3Region);
        return new AmazonS3Client(new BasicAWSCredentials(options.S3AccessKeyId, options.S3SecretAccessKey), config);
    }

    /// <summary>Connections of our own: bounded, without cookies, redirects or trace headers.</summary>
    public static SocketsHttpHandler Handler(S3Options options) => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = options.S3ConnectTimeout,
        MaxConnectionsPerServer = options.S3ConnectionsMax,
        PooledConnectionLifetime = ConnectionLifetime,
        UseCookies = false,
        ActivityHeadersPropagator = null,
    };

    private static T Checksums<T>(S3Options options)
        where T : struct, Enum => Enum.Parse<T>(options.S3Checksums, ignoreCase: true);

    private sealed class Connections(S3Options options) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(Handler(options)) { Timeout = options.S3PartTimeout };
    }
}
