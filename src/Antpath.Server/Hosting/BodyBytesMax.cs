using Microsoft.AspNetCore.Http.Metadata;

namespace Antpath.Server.Hosting;

/// <summary>Bytes of body an operation reads at most; others read <see cref="Default"/>.</summary>
internal sealed class BodyBytesMax(long bytes) : IRequestSizeLimitMetadata
{
    /// <summary>For operations without a body of their own.</summary>
    public const long Default = 64 * 1024;

    /// <summary>What an operation lets pass beyond its own limit, so that it can answer with its own words.</summary>
    public const long Margin = 64 * 1024;

    public long? MaxRequestBodySize => bytes;
}
