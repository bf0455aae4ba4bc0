using System.ComponentModel.DataAnnotations;

namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>A bucket behind the S3 protocol. Section <c>Antpath:Storage</c>, environment <c>ANTPATH_STORAGE_S3_…</c>. Used with the backends <c>s3</c> and <c>supabase</c>.</summary>
public sealed class S3Options
{
    private const int Mebibyte = 1024 * 1024;

    /// <summary>Where the server listens; https, or http on a loopback address. Default: Amazon's address in <see cref="S3Region"/>. Required for Supabase.</summary>
    public string S3Endpoint { get; set; } = "";

    /// <summary>The region that requests are signed for. Default <c>us-east-1</c>.</summary>
    [RegularExpression("^[a-z0-9-]{1,64}$")]
    public string S3Region { get; set; } = "us-east-1";

    /// <summary>The access key's id. Required.</summary>
    public string S3AccessKeyId { get; set; } = "";

    /// <summary>The access key's secret. Required.</summary>
    public string S3SecretAccessKey { get; set; } = "";

    /// <summary>Whether the bucket stands in the path and not in the host name. Default true; most servers but Amazon's need it.</summary>
    public bool S3PathStyle { get; set; } = true;

    /// <summary>Whether the SDK adds checksums that only newer servers know. Default <c>when_required</c>; or <c>when_supported</c>.</summary>
    [RegularExpression("^(when_required|when_supported)$")]
    public string S3Checksums { get; set; } = "when_required";

    /// <summary>Bytes of one part of a large file. Default 8 MiB; 5 MiB to 256 MiB. Grows by itself where a file would need more than 10,000 parts.</summary>
    [Range(5 * Mebibyte, 256 * Mebibyte)]
    public int S3PartBytes { get; set; } = 8 * Mebibyte;

    /// <summary>Parts of one file sent at the same time. Default 4; 1 to 16.</summary>
    [Range(1, 16)]
    public int S3PartsConcurrent { get; set; } = 4;

    /// <summary>Parts of all files held in memory at the same time, in this process. Default 16; 1 to 1,000.</summary>
    [Range(1, 1000)]
    public int S3PartsHeldMax { get; set; } = 16;

    /// <summary>Connections to the store open at the same time. Default 128; 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int S3ConnectionsMax { get; set; } = 128;

    /// <summary>Times a request is sent when the store is in trouble. Default 4; 1 to 10.</summary>
    [Range(1, 10)]
    public int S3TriesMax { get; set; } = 4;

    /// <summary>Longest wait for a connection. Default 5 s; 100 ms to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan S3ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest wait for a request without a body, repeats included. Default 30 s; 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan S3CallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for one part to be taken, repeats included. Default 5 min; 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan S3PartTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Longest silence inside a download. Default 1 min; 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan S3IdleTimeout { get; set; } = TimeSpan.FromMinutes(1);
}
