namespace Antpath.Testing.ObjectStorage;

/// <summary>How to reach an S3 server with full rights.</summary>
public sealed record S3Account(Uri Endpoint, string Region, string AccessKeyId, string SecretAccessKey);
