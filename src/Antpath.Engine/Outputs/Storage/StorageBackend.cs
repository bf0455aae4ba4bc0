namespace Antpath.Engine.Outputs.Storage;

/// <summary>The values of <c>ANTPATH_STORAGE_BACKEND</c> and of <c>output_objects.storage_backend</c>.</summary>
public static class StorageBackend
{
    /// <summary>A folder: development, or one machine.</summary>
    public const string FileSystem = "file_system";

    /// <summary>Anything that speaks S3.</summary>
    public const string S3 = "s3";

    /// <summary>Supabase Storage: its S3 endpoint, and its own signed links where wanted.</summary>
    public const string Supabase = "supabase";
}
