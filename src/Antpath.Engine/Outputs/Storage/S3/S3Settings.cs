using Antpath.Engine.Configuration;

namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>The settings of the S3 protocol.</summary>
internal static class S3Settings
{
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "ANTPATH_STORAGE_S3_ENDPOINT", Range = "an https URL; http on a loopback address only",
            Meaning = "Where the S3 server listens. Default: Amazon's address in the region. Required with supabase: https://….supabase.co/storage/v1/s3.",
        },
        new() { Name = "ANTPATH_STORAGE_S3_REGION", Default = "us-east-1", Range = "1 to 64 of a-z, 0-9 and -", Meaning = "The region that requests are signed for." },
        new() { Name = "ANTPATH_STORAGE_S3_ACCESS_KEY_ID", Meaning = "The access key's id. Required with s3 and supabase." },
        new() { Name = "ANTPATH_STORAGE_S3_SECRET_ACCESS_KEY", Secret = true, Meaning = "The access key's secret. Required with s3 and supabase." },
        new() { Name = "ANTPATH_STORAGE_S3_PATH_STYLE", Default = "true", Range = "true or false", Meaning = "Whether the bucket stands in the path and not in the host name." },
        new()
        {
            Name = "ANTPATH_STORAGE_S3_CHECKSUMS", Default = "when_required", Range = "when_required or when_supported",
            Meaning = "Whether requests carry checksums that only newer servers know.",
        },
        new()
        {
            Name = "ANTPATH_STORAGE_S3_PART_BYTES", Default = "8388608", Range = "5242880 to 268435456",
            Meaning = "Bytes of one part of a large file; grows by itself where a file would need more than 10,000 parts.",
        },
        new() { Name = "ANTPATH_STORAGE_S3_PARTS_CONCURRENT", Default = "4", Range = "1 to 16", Meaning = "Parts of one file held and sent at the same time." },
        new() { Name = "ANTPATH_STORAGE_S3_PARTS_HELD_MAX", Default = "16", Range = "1 to 1000", Meaning = "Parts of all files held in this process's memory at the same time." },
        new() { Name = "ANTPATH_STORAGE_S3_CONNECTIONS_MAX", Default = "128", Range = "1 to 10000", Meaning = "Connections to the store open at the same time." },
        new() { Name = "ANTPATH_STORAGE_S3_TRIES_MAX", Default = "4", Range = "1 to 10", Meaning = "Times a request is sent when the store is in trouble." },
        new() { Name = "ANTPATH_STORAGE_S3_CONNECT_TIMEOUT", Default = "00:00:05", Range = "00:00:00.1 to 00:01:00", Meaning = "Longest wait for a connection." },
        new()
        {
            Name = "ANTPATH_STORAGE_S3_CALL_TIMEOUT", Default = "00:00:30", Range = "00:00:01 to 00:10:00",
            Meaning = "Longest wait for a request without a body, repeats included.",
        },
        new() { Name = "ANTPATH_STORAGE_S3_PART_TIMEOUT", Default = "00:05:00", Range = "00:00:01 to 01:00:00", Meaning = "Longest wait for one part to be taken, repeats included." },
        new() { Name = "ANTPATH_STORAGE_S3_IDLE_TIMEOUT", Default = "00:01:00", Range = "00:00:01 to 00:10:00", Meaning = "Longest silence inside a download from the store." },
    ];
}
