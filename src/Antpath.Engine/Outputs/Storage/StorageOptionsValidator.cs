using Antpath.Engine.Outputs.Storage.S3;
using Microsoft.Extensions.Options;

namespace Antpath.Engine.Outputs.Storage;

/// <summary>What attributes cannot say about <see cref="StorageOptions"/>: what each backend needs.</summary>
internal sealed class StorageOptionsValidator(IOptions<S3Options> s3) : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var problems = (options.Backend switch
        {
            StorageBackend.FileSystem => FolderProblems(options),
            StorageBackend.S3 or StorageBackend.Supabase => S3Problems(options, s3.Value),
            _ => [], // the attribute says it
        }).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> FolderProblems(StorageOptions options)
    {
        if (options.Root.Length == 0)
            yield return "ANTPATH_STORAGE_ROOT is not set. With ANTPATH_STORAGE_BACKEND file_system it is the absolute path of the folder for outputs; or choose s3 or supabase.";
        else if (!Path.IsPathFullyQualified(options.Root))
            yield return "ANTPATH_STORAGE_ROOT must be an absolute path: processes start in different folders.";
        if (options.Links != "api")
            yield return "ANTPATH_STORAGE_LINKS must be api with ANTPATH_STORAGE_BACKEND file_system: a folder serves nothing.";
    }

    private static IEnumerable<string> S3Problems(StorageOptions options, S3Options s3)
    {
        if (s3.S3AccessKeyId.Length == 0)
            yield return $"ANTPATH_STORAGE_S3_ACCESS_KEY_ID is not set. ANTPATH_STORAGE_BACKEND {options.Backend} needs an access key of the bucket.";
        if (s3.S3SecretAccessKey.Length == 0)
            yield return $"ANTPATH_STORAGE_S3_SECRET_ACCESS_KEY is not set. ANTPATH_STORAGE_BACKEND {options.Backend} needs the secret of its access key.";
        if (options is { Backend: StorageBackend.Supabase, Links: "native", SupabaseKey.Length: 0 })
            yield return "ANTPATH_STORAGE_SUPABASE_KEY is not set. ANTPATH_STORAGE_LINKS native needs a key that may sign links.";
        if (options.Bucket.Length < 3)
            yield return "ANTPATH_STORAGE_BUCKET must have at least 3 characters: bucket names do.";
        if (s3.S3Endpoint.Length > 0 && !IsSafe(s3.S3Endpoint))
            yield return "ANTPATH_STORAGE_S3_ENDPOINT must be an https URL without user, query or fragment; http only on a loopback address.";
        else if (options.Backend == StorageBackend.Supabase && S3Addresses.SupabaseRoot(s3) is null)
            yield return "ANTPATH_STORAGE_S3_ENDPOINT must be the project's S3 endpoint with ANTPATH_STORAGE_BACKEND supabase: https://….supabase.co/storage/v1/s3.";
    }

    private static bool IsSafe(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var endpoint)
        && (endpoint.Scheme == Uri.UriSchemeHttps || (endpoint.Scheme == Uri.UriSchemeHttp && endpoint.IsLoopback))
        && endpoint.UserInfo.Length == 0 && endpoint.Query.Length == 0 && endpoint.Fragment.Length == 0;
}
