namespace Antpath.Engine.Outputs.Storage.S3;

/// <summary>Where an object would be found by somebody without a key. Pure.</summary>
internal static class S3Addresses
{
    private const string SupabaseS3 = "/storage/v1/s3";

    /// <returns>The object, the bucket's listing, and for Supabase the address under which it serves public buckets.</returns>
    public static IReadOnlyList<Uri> Public(S3Options options, string bucket, OutputPath path)
    {
        var endpoint = options.S3Endpoint.Length > 0 ? new Uri(options.S3Endpoint) : new Uri($"https://s3.{options.S3Region}.amazonaws.com");
        var root = options.S3PathStyle ? $"{endpoint.AbsoluteUri.TrimEnd('/')}/{bucket}" : $"{endpoint.Scheme}://{bucket}.{endpoint.Authority}";
        List<Uri> addresses = [new($"{root}/{path}"), new($"{root}?list-type=2&max-keys=1")];
        if (SupabaseRoot(options) is { } supabase)
            addresses.Add(new Uri(supabase, $"object/public/{bucket}/{path}"));
        return addresses;
    }

    /// <returns>Where Supabase Storage's own API is, ending with a slash; null when the endpoint is none of Supabase's.</returns>
    public static Uri? SupabaseRoot(S3Options options)
    {
        var address = options.S3Endpoint.TrimEnd('/');
        return address.EndsWith(SupabaseS3, StringComparison.Ordinal) ? new Uri(address[..^"s3".Length]) : null;
    }
}
